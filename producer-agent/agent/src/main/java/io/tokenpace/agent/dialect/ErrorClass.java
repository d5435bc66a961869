package io.tokenpace.agent.dialect;

import java.util.regex.Pattern;

/**
 * Kinds of errors, found by code and by which words an engine's type and message have. Messages may
 * hold prompts, so only the kind is kept.
 */
public final class ErrorClass {
  /** Memory ran out. */
  public static final String OUT_OF_MEMORY = "out_of_memory";

  /** The engine failed. */
  public static final String ENGINE_ERROR = "engine_error";

  /** The engine had too much to do. */
  public static final String OVERLOAD = "overload";

  /** The answer broke off. */
  public static final String TRUNCATED = "truncated";

  /** Anything else. */
  public static final String OTHER = "other";

  private static final Pattern MEMORY_WORDS =
      Pattern.compile("out ?of ?memory", Pattern.CASE_INSENSITIVE);
  private static final Pattern OVERLOAD_WORDS =
      Pattern.compile(
          "overload|rate.?limit|too.?many.?requests|service.?unavailable",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern ENGINE_WORDS =
      Pattern.compile(
          "internal|server.?error|engine|^generation$|incomplete_generation",
          Pattern.CASE_INSENSITIVE);

  private static final int FIRST_SERVER_ERROR = 500;
  private static final int LAST_SERVER_ERROR = 599;

  private ErrorClass() {}

  /**
   * The kind of an error.
   *
   * @param code HTTP status or the error's own code; anything else is no code
   * @param type what the engine calls it; empty if it does not
   * @param message its text; empty without one
   */
  public static String of(int code, String type, String message) {
    if (MEMORY_WORDS.matcher(message).find() || MEMORY_WORDS.matcher(type).find()) {
      return OUT_OF_MEMORY;
    }
    if (code == 429 || code == 503 || code == 529 || OVERLOAD_WORDS.matcher(type).find()) {
      return OVERLOAD;
    }
    boolean serverError = code >= FIRST_SERVER_ERROR && code <= LAST_SERVER_ERROR;
    return serverError || ENGINE_WORDS.matcher(type).find() ? ENGINE_ERROR : OTHER;
  }
}
