package io.tokenpace.agent.dialect;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tokenpace.agent.dialect.Payload.Choice;
import io.tokenpace.agent.dialect.Payload.EngineError;
import io.tokenpace.agent.dialect.Payload.Timings;
import io.tokenpace.agent.dialect.Payload.Usage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON of answers. What it does not know it passes over, as it does what has another form
 * than expected.
 *
 * <p>NOT thread-safe.
 */
public final class PayloadReader {
  private static final long ABSENT = Payload.ABSENT;

  private final ChoiceReader choiceReader;
  private final List<Choice> choices = new ArrayList<>();
  private @Nullable Usage usage;
  private @Nullable Timings timings;
  private final ErrorReader error = new ErrorReader();

  private PayloadReader(String textMember) {
    this.choiceReader = new ChoiceReader(textMember);
  }

  /**
   * The payload of one event of a stream.
   *
   * @return empty if it is not one JSON object
   */
  public static Optional<Payload> readChunk(byte[] json, int length) {
    return new PayloadReader("delta").read(json, length);
  }

  /**
   * The payload of a whole answer.
   *
   * @return empty if it is not one JSON object
   */
  public static Optional<Payload> readAnswer(byte[] json, int length) {
    return new PayloadReader("message").read(json, length);
  }

  private Optional<Payload> read(byte[] json, int length) {
    try (JsonParser parser = Json.FACTORY.createParser(json, 0, length)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        member(name, parser);
      }
    } catch (IOException e) {
      return Optional.empty();
    }
    return Optional.of(new Payload(choices, usage, timings, error.found()));
  }

  private void member(String name, JsonParser parser) throws IOException {
    switch (name) {
      case "choices" -> choices(parser);
      case "usage" -> usage = usage(parser);
      case "timings" -> timings = timings(parser);
      default -> error.member(name, parser);
    }
    parser.skipChildren();
  }

  private void choices(JsonParser parser) throws IOException {
    choices.clear();
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      return;
    }
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      if (token == JsonToken.START_OBJECT) {
        choices.add(choiceReader.read(parser));
      } else {
        parser.skipChildren();
      }
    }
  }

  private static @Nullable Usage usage(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      return null;
    }
    long prompt = ABSENT;
    long cached = ABSENT;
    long completion = ABSENT;
    long reasoning = ABSENT;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      switch (name) {
        case "prompt_tokens" -> prompt = Json.number(parser);
        case "completion_tokens" -> completion = Json.number(parser);
        // SGLang says it here, the others in the details.
        case "reasoning_tokens" -> reasoning = Json.number(parser);
        case "prompt_tokens_details" -> cached = detail(parser, "cached_tokens", cached);
        case "completion_tokens_details" ->
            reasoning = detail(parser, "reasoning_tokens", reasoning);
        default -> {
          // Totals and the rest follow from these, or are of no use here.
        }
      }
      parser.skipChildren();
    }
    return new Usage(prompt, cached, completion, reasoning);
  }

  private static long detail(JsonParser parser, String wanted, long before) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      return before;
    }
    long found = before;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      if (name.equals(wanted) && Json.number(parser) != ABSENT) {
        found = Json.number(parser);
      }
      parser.skipChildren();
    }
    return found;
  }

  private static @Nullable Timings timings(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      return null;
    }
    long cached = ABSENT;
    long prompt = ABSENT;
    long predicted = ABSENT;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      switch (name) {
        case "cache_n" -> cached = Json.number(parser);
        case "prompt_n" -> prompt = Json.number(parser);
        case "predicted_n" -> predicted = Json.number(parser);
        default -> {
          // Times are taken here, not there.
        }
      }
      parser.skipChildren();
    }
    return new Timings(cached, prompt, predicted);
  }

  /**
   * Finds an error: a member {@code error} that is an object or a text, TGI's pair with {@code
   * error_type}, or SGLang's flat object.
   */
  private static final class ErrorReader {
    private boolean present;
    private boolean flat;
    private long code = ABSENT;
    private String type = "";
    private String message = "";

    void member(String name, JsonParser parser) throws IOException {
      boolean text = parser.currentToken() == JsonToken.VALUE_STRING;
      switch (name) {
        case "error" -> error(parser, text);
        case "object" -> flat = text && parser.getText().equals("error");
        default -> detail(name, parser, text);
      }
    }

    private void error(JsonParser parser, boolean text) throws IOException {
      if (text) {
        present = true;
        message = parser.getText();
      } else if (parser.currentToken() == JsonToken.START_OBJECT) {
        present = true;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String name = parser.currentName();
          JsonToken token = parser.nextToken();
          detail(name, parser, token == JsonToken.VALUE_STRING);
          parser.skipChildren();
        }
      }
    }

    private void detail(String name, JsonParser parser, boolean text) throws IOException {
      switch (name) {
        case "code", "http_status_code" -> code(parser, text);
        case "type", "error_type" -> type = text ? parser.getText() : type;
        case "message" -> message = text ? parser.getText() : message;
        default -> {
          // Parameters and the like say nothing of its kind.
        }
      }
    }

    private void code(JsonParser parser, boolean text) throws IOException {
      if (!text) {
        code = Math.max(code, Json.number(parser));
      } else if (parser.getText().matches("\\d{1,9}")) {
        code = Long.parseLong(parser.getText());
      } else if (type.isEmpty()) {
        type = parser.getText();
      }
    }

    @Nullable EngineError found() {
      if (!present && !flat) {
        return null;
      }
      int number = code > Integer.MAX_VALUE ? (int) ABSENT : (int) code;
      return new EngineError(number, ErrorClass.of(number, type, message));
    }
  }
}
