package io.tokenpace.simulator.answer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.tokenpace.simulator.engine.Prompt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the body of a request; members it does not know are passed over, as real engines do.
 *
 * <p>NOT thread-safe: one for each body.
 */
public final class BodyReader {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int BAD_REQUEST = 400;
  private static final int MOST_CHOICES = 128;

  private final Operation operation;
  private final int blockTokens;
  private final List<Prompt> prompts = new ArrayList<>();
  private String model = "";
  private boolean streaming;
  private int choices = 1;
  private int mostTokens = GenerationBody.ABSENT;
  private int leastTokens = GenerationBody.ABSENT;
  private int wantedTokens = GenerationBody.ABSENT;
  private boolean ignoreEnd;
  private boolean includeUsage;
  private boolean continuousUsage;
  private String tool = "";

  private BodyReader(Operation operation, int blockTokens) {
    this.operation = operation;
    this.blockTokens = blockTokens;
  }

  /**
   * What a body asks for.
   *
   * @param blockTokens tokens of a KV block
   * @throws RefusedException if it is not a request of this operation
   */
  public static GenerationBody read(Operation operation, byte[] body, int blockTokens)
      throws RefusedException {
    BodyReader reader = new BodyReader(operation, blockTokens);
    try (JsonParser parser = JSON.createParser(body)) {
      reader.readBody(parser);
    } catch (JsonProcessingException e) {
      throw refuse("body", "no JSON", "a JSON object");
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
    return reader.checked();
  }

  private GenerationBody checked() throws RefusedException {
    if (prompts.isEmpty()) {
      throw refuse(operation == Operation.CHAT ? "messages" : "prompt", "none", "at least one");
    }
    for (Prompt prompt : prompts) {
      if (prompt.tokens() == 0) {
        throw refuse("prompt", "empty", "at least one word");
      }
    }
    return new GenerationBody(
        model,
        streaming,
        prompts,
        choices,
        new GenerationBody.Length(mostTokens, leastTokens, wantedTokens, ignoreEnd),
        includeUsage,
        includeUsage && continuousUsage,
        tool);
  }

  private void readBody(JsonParser parser) throws IOException, RefusedException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw refuse("body", "no object", "a JSON object");
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (value != JsonToken.VALUE_NULL) {
        readMember(parser, name, value);
      }
    }
  }

  private void readMember(JsonParser parser, String name, JsonToken value)
      throws IOException, RefusedException {
    switch (name) {
      case "model" -> model = text(parser, name);
      case "stream" -> streaming = flag(parser, name);
      case "n" -> choices = number(parser, name, 1, MOST_CHOICES);
      case "max_tokens", "max_completion_tokens" ->
          mostTokens = number(parser, name, 1, Integer.MAX_VALUE);
      case "min_tokens" -> leastTokens = number(parser, name, 0, Integer.MAX_VALUE);
      case "ignore_eos" -> ignoreEnd = flag(parser, name);
      case "stream_options", "vllm_xargs" -> readOptions(parser, name, value);
      case "tools" -> readTools(parser);
      case "messages" -> {
        if (operation == Operation.CHAT) {
          readMessages(parser, value);
        } else {
          parser.skipChildren();
        }
      }
      case "prompt" -> {
        if (operation == Operation.COMPLETION) {
          readPrompts(parser, value);
        } else {
          parser.skipChildren();
        }
      }
      default -> parser.skipChildren();
    }
  }

  private void readOptions(JsonParser parser, String section, JsonToken start)
      throws IOException, RefusedException {
    if (start != JsonToken.START_OBJECT) {
      throw refuse(section, parser.getText(), "an object");
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      switch (section + "." + name) {
        case "stream_options.include_usage" -> includeUsage = flag(parser, name);
        case "stream_options.continuous_usage_stats" -> continuousUsage = flag(parser, name);
        case "vllm_xargs.output_tokens" ->
            wantedTokens = number(parser, name, 1, Integer.MAX_VALUE);
        default -> parser.skipChildren();
      }
    }
  }

  /** Any depth: the first member called {@code name} is the first tool's. */
  private void readTools(JsonParser parser) throws IOException {
    int depth = 0;
    JsonToken token = parser.currentToken();
    while (token != null) {
      depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
      if (depth == 0) {
        return;
      }
      if (token == JsonToken.VALUE_STRING
          && tool.isEmpty()
          && "name".equals(parser.currentName())) {
        tool = parser.getText();
      }
      token = parser.nextToken();
    }
  }

  private void readMessages(JsonParser parser, JsonToken start)
      throws IOException, RefusedException {
    if (start != JsonToken.START_ARRAY) {
      throw refuse("messages", parser.getText(), "a list");
    }
    PromptBuilder prompt = new PromptBuilder(blockTokens);
    while (parser.nextToken() == JsonToken.START_OBJECT) {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (name.equals("role") || (name.equals("content") && value == JsonToken.VALUE_STRING)) {
          prompt.addText(parser.getText());
        } else if (name.equals("content") && value == JsonToken.START_ARRAY) {
          readParts(parser, prompt);
        } else {
          parser.skipChildren();
        }
      }
    }
    if (prompt.tokens() > 0) {
      prompts.add(prompt.build());
    }
  }

  private static void readParts(JsonParser parser, PromptBuilder prompt) throws IOException {
    while (parser.nextToken() == JsonToken.START_OBJECT) {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (name.equals("text") && value == JsonToken.VALUE_STRING) {
          prompt.addText(parser.getText());
        } else {
          parser.skipChildren();
        }
      }
    }
  }

  /** A text, a token list, or a list of either. */
  private void readPrompts(JsonParser parser, JsonToken start)
      throws IOException, RefusedException {
    if (start == JsonToken.VALUE_STRING) {
      addTextPrompt(parser);
      return;
    }
    PromptBuilder flat = new PromptBuilder(blockTokens);
    JsonToken token = start == JsonToken.START_ARRAY ? parser.nextToken() : start;
    while (token != null && token != JsonToken.END_ARRAY) {
      switch (token) {
        case VALUE_STRING -> addTextPrompt(parser);
        case VALUE_NUMBER_INT -> flat.addToken(parser.getLongValue());
        case START_ARRAY -> {
          PromptBuilder nested = new PromptBuilder(blockTokens);
          while (parser.nextToken() == JsonToken.VALUE_NUMBER_INT) {
            nested.addToken(parser.getLongValue());
          }
          prompts.add(nested.build());
        }
        default -> throw refuse("prompt", parser.getText(), "texts or token lists");
      }
      token = parser.nextToken();
    }
    if (flat.tokens() > 0) {
      prompts.add(flat.build());
    }
  }

  private void addTextPrompt(JsonParser parser) throws IOException {
    PromptBuilder prompt = new PromptBuilder(blockTokens);
    prompt.addText(parser.getText());
    prompts.add(prompt.build());
  }

  private static String text(JsonParser parser, String name) throws IOException, RefusedException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw refuse(name, parser.getText(), "a text");
    }
    return parser.getText();
  }

  private static boolean flag(JsonParser parser, String name) throws IOException, RefusedException {
    if (!parser.currentToken().isBoolean()) {
      throw refuse(name, parser.getText(), "true or false");
    }
    return parser.getBooleanValue();
  }

  private static int number(JsonParser parser, String name, int min, int max)
      throws IOException, RefusedException {
    if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT
        || parser.getNumberType() != JsonParser.NumberType.INT
        || parser.getIntValue() < min
        || parser.getIntValue() > max) {
      throw refuse(name, parser.getText(), "a whole number from %d to %d".formatted(min, max));
    }
    return parser.getIntValue();
  }

  private static RefusedException refuse(String key, String value, String expected) {
    return new RefusedException(
        BAD_REQUEST, "%s: %s (expected: %s)".formatted(key, value, expected));
  }
}
