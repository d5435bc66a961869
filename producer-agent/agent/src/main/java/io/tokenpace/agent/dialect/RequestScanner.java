package io.tokenpace.agent.dialect;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.async.ByteArrayFeeder;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads what matters of a request's body while it passes, whatever its size: neither the body nor
 * its texts are kept.
 *
 * <p>NOT thread-safe.
 */
public final class RequestScanner {
  private static final int MAX_STRING_BYTES = 2_048;
  private static final int BLOCK_BYTES = 2_048;

  private final LongStringFilter filter = new LongStringFilter(MAX_STRING_BYTES);
  private final byte[] block = new byte[BLOCK_BYTES];
  private final JsonParser parser;
  private final ByteArrayFeeder feeder;
  private int blockLength;
  private int depth;
  private boolean complete;
  private boolean broken;

  private String member = "";
  private @Nullable String model;
  private boolean stream;
  private int choices = 1;
  private int prompts;
  private boolean echo;

  /** A scanner at a body's beginning. */
  public RequestScanner() {
    try {
      parser = Json.FACTORY.createNonBlockingByteArrayParser();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    feeder = (ByteArrayFeeder) parser.getNonBlockingInputFeeder();
  }

  /** Reads a part of the body; the buffer's own position stays. */
  public void feed(ByteBuf bytes) {
    int end = bytes.writerIndex();
    for (int i = bytes.readerIndex(); i < end && !broken && !complete; i++) {
      byte value = bytes.getByte(i);
      if (filter.passes(value)) {
        block[blockLength] = value;
        blockLength++;
        if (blockLength == BLOCK_BYTES) {
          readBlock();
        }
      }
    }
  }

  /** The body is over; what it asks for. */
  public RequestShape end() {
    if (!broken && !complete) {
      readBlock();
    }
    try {
      parser.close();
    } catch (IOException e) {
      broken = true;
    }
    if (broken || !complete) {
      return RequestShape.UNREADABLE;
    }
    return new RequestShape(model, stream, choices, Math.max(1, prompts), echo, true);
  }

  private void readBlock() {
    try {
      feeder.feedInput(block, 0, blockLength);
      blockLength = 0;
      // What follows the object is the engine's to judge.
      while (!complete) {
        JsonToken token = parser.nextToken();
        if (token == null || token == JsonToken.NOT_AVAILABLE) {
          break;
        }
        read(token);
      }
    } catch (IOException e) {
      broken = true;
    }
  }

  private void read(JsonToken token) throws IOException {
    if (depth == 0 && token != JsonToken.START_OBJECT) {
      broken = true;
      complete = true;
    } else if (depth == 1 && token == JsonToken.FIELD_NAME) {
      member = parser.currentName();
      resetMember();
    } else if (depth == 1 && token.isScalarValue()) {
      scalar(token);
    } else if (depth == 2 && member.equals("prompt") && startsPrompt(token)) {
      prompts = Math.min(Integer.MAX_VALUE - 1, prompts) + 1;
    }
    if (token.isStructStart()) {
      depth++;
    } else if (token.isStructEnd()) {
      depth--;
      complete |= depth == 0;
    }
  }

  /** Of a member that comes twice, the last counts. */
  private void resetMember() {
    switch (member) {
      case "model" -> model = null;
      case "stream" -> stream = false;
      case "n" -> choices = 1;
      case "prompt" -> prompts = 0;
      case "echo" -> echo = false;
      default -> {
        // Nothing is kept of the others.
      }
    }
  }

  private void scalar(JsonToken token) throws IOException {
    switch (member) {
      case "model" -> model = token == JsonToken.VALUE_STRING ? parser.getText() : null;
      case "stream" -> stream = token == JsonToken.VALUE_TRUE;
      case "n" -> choices = (int) Math.max(1, Math.min(Integer.MAX_VALUE, Json.number(parser)));
      case "echo" -> echo = token == JsonToken.VALUE_TRUE;
      default -> {
        // Nothing is kept of the others.
      }
    }
  }

  /** In a list of prompts, numbers are the tokens of one. */
  private static boolean startsPrompt(JsonToken token) {
    return token == JsonToken.VALUE_STRING || token.isStructStart();
  }
}
