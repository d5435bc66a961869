package io.tokenpace.simulator.load;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.Arrays;

/**
 * Reads a streamed answer as a client does: frames, choices, the end. Knows nothing of the
 * simulator's own writer.
 *
 * <p>NOT thread-safe.
 */
final class AnswerReader {
  private static final JsonFactory JSON = new JsonFactory();
  private static final byte[] DATA = {'d', 'a', 't', 'a', ':'};
  private static final byte[] DONE = {'[', 'D', 'O', 'N', 'E', ']'};

  private final ChunkSink chunks;
  private byte[] line = new byte[1024];
  private int lineLength;
  private boolean done;
  private boolean failed;
  private int finishedChoices;
  private int promptTokens = -1;
  private int completionTokens = -1;

  /** Takes the chunks with output. */
  interface ChunkSink {
    void chunk(int choice);
  }

  AnswerReader(ChunkSink chunks) {
    this.chunks = chunks;
  }

  /** More of the body; does not move the buffer's indices. */
  void read(ByteBuf bytes) {
    for (int index = bytes.readerIndex(); index < bytes.writerIndex(); index++) {
      byte next = bytes.getByte(index);
      if (next == '\n') {
        readLine();
        lineLength = 0;
      } else {
        if (lineLength == line.length) {
          line = Arrays.copyOf(line, 2 * lineLength);
        }
        line[lineLength++] = next;
      }
    }
  }

  private void readLine() {
    if (lineLength < DATA.length || !Arrays.equals(line, 0, DATA.length, DATA, 0, DATA.length)) {
      return;
    }
    boolean spaced = lineLength > DATA.length && line[DATA.length] == ' ';
    int start = spaced ? DATA.length + 1 : DATA.length;
    if (Arrays.equals(line, start, lineLength, DONE, 0, DONE.length)) {
      done = true;
      return;
    }
    try (JsonParser parser = JSON.createParser(line, start, lineLength - start)) {
      readFrame(parser);
    } catch (IOException e) {
      failed = true;
    }
  }

  private void readFrame(JsonParser parser) throws IOException {
    parser.nextToken();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (name.equals("choices")) {
        while (parser.nextToken() == JsonToken.START_OBJECT) {
          readChoice(parser);
        }
      } else if (name.equals("usage") && value == JsonToken.START_OBJECT) {
        readUsage(parser);
      } else {
        failed |= name.equals("error");
        parser.skipChildren();
      }
    }
  }

  private void readChoice(JsonParser parser) throws IOException {
    int choice = 0;
    boolean output = false;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (name) {
        case "index" -> choice = parser.getIntValue();
        case "finish_reason" -> finishedChoices += value == JsonToken.VALUE_STRING ? 1 : 0;
        case "text" -> output |= parser.getTextLength() > 0;
        case "delta" -> output |= readDelta(parser);
        default -> parser.skipChildren();
      }
    }
    if (output) {
      chunks.chunk(choice);
    }
  }

  private static boolean readDelta(JsonParser parser) throws IOException {
    boolean output = false;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      boolean text = value == JsonToken.VALUE_STRING && parser.getTextLength() > 0;
      output |= text && !name.equals("role");
      output |= name.equals("tool_calls") && value == JsonToken.START_ARRAY;
      parser.skipChildren();
    }
    return output;
  }

  private void readUsage(JsonParser parser) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      switch (name) {
        case "prompt_tokens" -> promptTokens = parser.getIntValue();
        case "completion_tokens" -> completionTokens = parser.getIntValue();
        default -> parser.skipChildren();
      }
    }
  }

  /** Whether the last frame said that it is the last. */
  boolean done() {
    return done;
  }

  /** Whether an error came in the stream, or a frame that is none. */
  boolean failed() {
    return failed;
  }

  /** Choices that said why they end. */
  int finishedChoices() {
    return finishedChoices;
  }

  /** The last usage's prompt tokens; -1 without any. */
  int promptTokens() {
    return promptTokens;
  }

  /** The last usage's output tokens; -1 without any. */
  int completionTokens() {
    return completionTokens;
  }
}
