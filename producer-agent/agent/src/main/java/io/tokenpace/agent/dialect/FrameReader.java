package io.tokenpace.agent.dialect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.tokenpace.agent.timeline.RequestEvent;
import io.tokenpace.schemas.wire.ChunkKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads frames in the dialects of vLLM, SGLang, TensorRT-LLM, TGI, llama.cpp and Ollama. Members it
 * does not know are skipped, absent and null mean the same, and NaN is no surprise.
 *
 * <p>Thread-safe.
 */
public final class FrameReader {
  private static final int MAX_REASON = 64;

  private final JsonFactory factory =
      JsonFactory.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  /**
   * Reads one.
   *
   * @param json holds it from its start
   * @param length how many bytes of it
   * @return null if it is no JSON object
   */
  public @Nullable Frame read(byte[] json, int length) {
    try (JsonParser parser = factory.createParser(json, 0, length)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      return new Reading(parser).frame();
    } catch (IOException e) {
      return null;
    }
  }

  /** One frame that is being read. */
  private static final class Reading {
    private final JsonParser parser;
    private final List<Frame.Choice> choices = new ArrayList<>(1);
    private final ErrorReader errors = new ErrorReader();
    private @Nullable Usage usage;
    private long nativeOutput = RequestEvent.ABSENT;

    Reading(JsonParser parser) {
      this.parser = parser;
    }

    Frame frame() throws IOException {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        switch (name) {
          case "choices" -> choices(value);
          case "usage" -> usage(value);
          case "timings" -> timings(value);
          default -> {
            if (!errors.takes(name, value, parser)) {
              parser.skipChildren();
            }
          }
        }
      }
      return new Frame(List.copyOf(choices), usage, nativeOutput, errors.error());
    }

    private void choices(JsonToken value) throws IOException {
      if (value != JsonToken.START_ARRAY) {
        parser.skipChildren();
        return;
      }
      while (parser.nextToken() == JsonToken.START_OBJECT) {
        choices.add(new ChoiceReader(parser).read());
      }
    }

    private void usage(JsonToken value) throws IOException {
      if (value != JsonToken.START_OBJECT) {
        parser.skipChildren();
        return;
      }
      long input = RequestEvent.ABSENT;
      long output = RequestEvent.ABSENT;
      long cached = RequestEvent.ABSENT;
      long reasoning = RequestEvent.ABSENT;
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken member = parser.nextToken();
        switch (name) {
          case "prompt_tokens" -> input = number(member);
          case "completion_tokens" -> output = number(member);
          case "reasoning_tokens" -> reasoning = number(member);
          case "prompt_tokens_details" -> cached = detail(member, "cached_tokens");
          case "completion_tokens_details" -> {
            long detailed = detail(member, "reasoning_tokens");
            reasoning = detailed == RequestEvent.ABSENT ? reasoning : detailed;
          }
          default -> parser.skipChildren();
        }
      }
      usage = new Usage(input, cached, output, reasoning);
    }

    private void timings(JsonToken value) throws IOException {
      nativeOutput = detail(value, "predicted_n");
    }

    private long detail(JsonToken value, String wanted) throws IOException {
      if (value != JsonToken.START_OBJECT) {
        parser.skipChildren();
        return RequestEvent.ABSENT;
      }
      long found = RequestEvent.ABSENT;
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean here = parser.currentName().equals(wanted);
        JsonToken member = parser.nextToken();
        if (here) {
          found = number(member);
        } else {
          parser.skipChildren();
        }
      }
      return found;
    }

    private long number(JsonToken value) throws IOException {
      if (value == JsonToken.VALUE_NUMBER_INT) {
        long number = parser.getLongValue();
        return number < 0 ? RequestEvent.ABSENT : number;
      }
      parser.skipChildren();
      return RequestEvent.ABSENT;
    }
  }

  /** One choice that is being read. */
  private static final class ChoiceReader {
    private final JsonParser parser;
    private int index;
    private boolean answer;
    private boolean reasoning;
    private boolean refusal;
    private boolean toolCall;
    private boolean role;
    private @Nullable String finishReason;
    private int tokenIds = -1;
    private int logprobs = -1;

    ChoiceReader(JsonParser parser) {
      this.parser = parser;
    }

    Frame.Choice read() throws IOException {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        switch (name) {
          case "index" -> index = value == JsonToken.VALUE_NUMBER_INT ? parser.getIntValue() : 0;
          case "text" -> answer = notEmpty(value);
          case "delta", "message" -> delta(value);
          case "finish_reason" -> finishReason = reason(value);
          case "token_ids" -> tokenIds = elements(value);
          case "logprobs" -> logprobs(value);
          default -> parser.skipChildren();
        }
      }
      ChunkKind output = kind();
      return new Frame.Choice(
          Math.max(0, index), output, role && output == null, finishReason, tokenIds, logprobs);
    }

    /** What makes an answer's part of it comes first: it is what a reader waits for. */
    private @Nullable ChunkKind kind() {
      if (answer) {
        return ChunkKind.ANSWER;
      }
      if (toolCall) {
        return ChunkKind.TOOL_CALL;
      }
      if (refusal) {
        return ChunkKind.REFUSAL;
      }
      return reasoning ? ChunkKind.REASONING : null;
    }

    private void delta(JsonToken value) throws IOException {
      if (value != JsonToken.START_OBJECT) {
        parser.skipChildren();
        return;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken member = parser.nextToken();
        switch (name) {
          case "role" -> role = member == JsonToken.VALUE_STRING;
          case "content" -> answer |= notEmpty(member);
          case "reasoning", "reasoning_content" -> reasoning |= notEmpty(member);
          case "refusal" -> refusal |= notEmpty(member);
          case "tool_calls" -> toolCall |= elements(member) > 0;
          default -> parser.skipChildren();
        }
      }
    }

    private boolean notEmpty(JsonToken value) throws IOException {
      if (value == JsonToken.VALUE_STRING) {
        return parser.getTextLength() > 0;
      }
      parser.skipChildren();
      return false;
    }

    private @Nullable String reason(JsonToken value) throws IOException {
      if (value != JsonToken.VALUE_STRING || parser.getTextLength() == 0) {
        parser.skipChildren();
        return null;
      }
      String reason = parser.getText();
      return reason.length() <= MAX_REASON ? reason : reason.substring(0, MAX_REASON);
    }

    private void logprobs(JsonToken value) throws IOException {
      if (value != JsonToken.START_OBJECT) {
        parser.skipChildren();
        return;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken member = parser.nextToken();
        if (name.equals("content") || name.equals("tokens")) {
          logprobs = elements(member);
        } else {
          parser.skipChildren();
        }
      }
    }

    /** How many elements an array has; -1 if it is none. */
    private int elements(JsonToken value) throws IOException {
      if (value != JsonToken.START_ARRAY) {
        parser.skipChildren();
        return -1;
      }
      int elements = 0;
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        parser.skipChildren();
        elements++;
      }
      return elements;
    }
  }
}
