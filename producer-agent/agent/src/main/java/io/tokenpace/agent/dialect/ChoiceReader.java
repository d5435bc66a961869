package io.tokenpace.agent.dialect;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tokenpace.agent.dialect.Payload.Choice;
import io.tokenpace.schemas.wire.ChunkKind;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads one entry of {@code choices}.
 *
 * <p>NOT thread-safe.
 */
final class ChoiceReader {
  /** The members of log probabilities that hold one entry a token. */
  private static final Set<String> LOGPROBS = Set.of("content", "refusal", "tokens");

  private static final long ABSENT = Payload.ABSENT;

  private final String textMember;
  private long index;
  private @Nullable ChunkKind output;
  private boolean role;
  private long tokenIds;
  private long logprobs;
  private @Nullable String finishReason;

  /**
   * A reader.
   *
   * @param textMember the member a chat's text is in
   */
  ChoiceReader(String textMember) {
    this.textMember = textMember;
  }

  /** Reads the object at the parser up to its end. */
  Choice read(JsonParser parser) throws IOException {
    index = 0;
    output = null;
    role = false;
    tokenIds = ABSENT;
    logprobs = ABSENT;
    finishReason = null;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      if (name.equals(textMember)) {
        texts(parser);
      } else {
        member(name, parser);
      }
      parser.skipChildren();
    }
    return new Choice(index, output, role, tokenIds, logprobs, finishReason);
  }

  private void member(String name, JsonParser parser) throws IOException {
    switch (name) {
      case "index" -> index = Json.number(parser);
      case "text" -> carries(ChunkKind.ANSWER, Json.hasText(parser));
      // TGI writes an empty one until the end.
      case "finish_reason" -> finishReason = Json.hasText(parser) ? parser.getText() : null;
      case "token_ids" -> tokenIds = elements(parser);
      case "logprobs" -> logprobs(parser);
      default -> {
        // Nothing else tells how much came.
      }
    }
  }

  /** A delta or a message. */
  private void texts(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      return;
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      switch (name) {
        case "role" -> role = Json.hasText(parser);
        case "content" -> carries(ChunkKind.ANSWER, Json.hasText(parser));
        case "reasoning", "reasoning_content" -> carries(ChunkKind.REASONING, Json.hasText(parser));
        case "refusal" -> carries(ChunkKind.REFUSAL, Json.hasText(parser));
        case "tool_calls" -> toolCalls(parser);
        case "function_call" -> carries(ChunkKind.TOOL_CALL, hasCallText(parser));
        default -> {
          // Nothing else is output.
        }
      }
      parser.skipChildren();
    }
  }

  /** Of several kinds in one chunk the answer's own counts, and reasoning last. */
  private void carries(ChunkKind kind, boolean text) {
    if (text && (output == null || output == ChunkKind.REASONING || kind == ChunkKind.ANSWER)) {
      output = kind;
    }
  }

  private void toolCalls(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      return;
    }
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      if (token != JsonToken.START_OBJECT) {
        parser.skipChildren();
        continue;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        if (name.equals("function")) {
          carries(ChunkKind.TOOL_CALL, hasCallText(parser));
        }
        parser.skipChildren();
      }
    }
  }

  /** Whether a call's object holds a name or a piece of its arguments; read up to its end. */
  private static boolean hasCallText(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      return false;
    }
    boolean text = false;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      if (name.equals("name")) {
        text |= Json.hasText(parser);
      } else if (name.equals("arguments")) {
        // Some engines write a whole call's arguments as an object.
        text |= Json.hasText(parser) || token == JsonToken.START_OBJECT;
      }
      parser.skipChildren();
    }
    return text;
  }

  /** A chat's are in {@code content} and {@code refusal}, a completion's in {@code tokens}. */
  private void logprobs(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      return;
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      if (LOGPROBS.contains(name)) {
        logprobs = Math.max(logprobs, elements(parser));
      }
      parser.skipChildren();
    }
  }

  /** How many elements an array has, read up to its end; absent if there is no array. */
  private static long elements(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      return ABSENT;
    }
    long elements = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      parser.skipChildren();
      elements++;
    }
    return elements;
  }
}
