package io.tokenpace.simulator.openai;

import com.fasterxml.jackson.core.io.JsonStringEncoder;

/** Errors as vLLM writes them. */
public final class ErrorText {
  private ErrorText() {}

  /** The JSON object of an error; its type follows from the HTTP status. */
  public static String of(int status, String message) {
    return "{\"error\":{\"message\":\"%s\",\"type\":\"%s\",\"param\":null,\"code\":%d}}"
        .formatted(quoted(message), type(status), status);
  }

  /** A text as the inside of a JSON string. */
  public static String quoted(String text) {
    return new String(JsonStringEncoder.getInstance().quoteAsString(text));
  }

  private static String type(int status) {
    return switch (status) {
      case 404 -> "NotFoundError";
      case 405 -> "MethodNotAllowed";
      case 429 -> "RateLimitError";
      case 503 -> "ServiceUnavailable";
      case 500 -> "InternalServerError";
      default -> "BadRequestError";
    };
  }
}
