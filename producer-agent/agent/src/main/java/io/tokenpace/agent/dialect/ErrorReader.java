package io.tokenpace.agent.dialect;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Finds errors in the shapes engines give them: {@code {"error": {…}}} (vLLM, SGLang in a stream,
 * llama.cpp), {@code {"error": "…", "error_type": "…"}} (TGI), {@code {"error": "…"}} (Ollama),
 * {@code {"object": "error", …}} (SGLang before a stream). Texts are looked at for what kind of
 * error they tell of, and never kept.
 *
 * <p>NOT thread-safe: one for one frame.
 */
final class ErrorReader {
  private boolean found;
  private int code = -1;
  private boolean outOfMemory;
  private boolean overload;

  private int outerCode = -1;

  /** Takes a member of the outermost object; returns whether it was one of an error's. */
  boolean takes(String name, JsonToken value, JsonParser parser) throws IOException {
    switch (name) {
      case "error" -> {
        if (value == JsonToken.START_OBJECT) {
          found = true;
          members(parser);
        } else if (value == JsonToken.VALUE_STRING) {
          found = true;
          hint(parser.getText());
        }
      }
      case "error_type" -> hint(text(value, parser));
      case "object" -> found |= text(value, parser).equals("error");
      case "message", "type" -> hint(text(value, parser));
      case "code" -> outerCode = code(value, parser);
      default -> {
        return false;
      }
    }
    return true;
  }

  private void members(JsonParser parser) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (name) {
        case "code", "http_status_code" -> code = Math.max(code, code(value, parser));
        case "type", "message" -> hint(text(value, parser));
        default -> parser.skipChildren();
      }
    }
  }

  /** The error; null if there is none. */
  Frame.@Nullable EngineError error() {
    if (!found) {
      return null;
    }
    int known = code >= 0 ? code : outerCode;
    return new Frame.EngineError(known, errorClass(known));
  }

  private String errorClass(int known) {
    if (outOfMemory) {
      return "out_of_memory";
    }
    return overload ? "overload" : StatusClass.of(known);
  }

  private void hint(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    outOfMemory |= lower.contains("out of memory") || lower.contains("outofmemory");
    overload |= lower.contains("overload");
  }

  private static String text(JsonToken value, JsonParser parser) throws IOException {
    if (value == JsonToken.VALUE_STRING) {
      return parser.getText();
    }
    parser.skipChildren();
    return "";
  }

  private static int code(JsonToken value, JsonParser parser) throws IOException {
    if (value == JsonToken.VALUE_NUMBER_INT) {
      return Math.max(-1, parser.getIntValue());
    }
    String text = text(value, parser);
    // Some write the number as a text; others a word, which is none.
    return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : -1;
  }
}
