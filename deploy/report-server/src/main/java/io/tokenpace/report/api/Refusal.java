package io.tokenpace.report.api;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A request that is not answered, with what a caller may know of the reason: never a statement, a
 * host or a file.
 */
public final class Refusal extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /** Values are echoed no longer than this, so that a refusal is never larger than its request. */
  private static final int VALUE_CHARACTERS = 128;

  private static final int RETRY_AFTER_SECONDS = 2;

  private final int status;
  private final @Nullable String parameter;
  private final @Nullable String value;
  private final String expected;

  private Refusal(int status, @Nullable String parameter, @Nullable String value, String expected) {
    super("%s: %s (expected: %s)".formatted(parameter, value, expected), null, false, false);
    this.status = status;
    this.parameter = parameter;
    this.value = value;
    this.expected = expected;
  }

  /** A parameter with a value it cannot have. */
  public static Refusal badParameter(String parameter, String value, String expected) {
    return new Refusal(400, parameter, shortened(value), expected);
  }

  /** What is no request at all, with the status HTTP has for it. */
  public static Refusal badRequest(int status, String expected) {
    return new Refusal(status, "request", "refused", expected);
  }

  /** No token, or another one. */
  public static Refusal noToken() {
    return new Refusal(401, "token", "missing or wrong", "Authorization: Bearer TOKEN");
  }

  /** Something named that is not there. */
  public static Refusal notFound(String parameter, String value, String expected) {
    return new Refusal(404, parameter, shortened(value), expected);
  }

  /** A method other than GET. */
  public static Refusal badMethod(String method) {
    return new Refusal(405, "method", shortened(method), "GET");
  }

  /** A form of answer nobody here can write. */
  public static Refusal notAcceptable(String accept) {
    return new Refusal(406, "Accept", shortened(accept), "application/json or text/csv");
  }

  /**
   * An answer that would be too large.
   *
   * @param what what there would be too much of, e.g. {@code points}
   * @param asked how much the request comes to
   * @param expected what would fit
   */
  public static Refusal tooMuch(String what, long asked, String expected) {
    return new Refusal(413, what, "too much asked, " + asked, expected);
  }

  /** More at once than this server takes. */
  public static Refusal busy(String what, int atOnce) {
    return new Refusal(503, what, "busy", "at most %d at once; try again".formatted(atOnce));
  }

  /** No answer from the database. */
  public static Refusal databaseAway() {
    return new Refusal(503, "database", "away", "one that answers; try again");
  }

  /** A database without our tables, or one that does not let this server read them. */
  public static Refusal databaseNotSetUp() {
    return new Refusal(503, "database", "not set up", "tables that this server may read");
  }

  /** An answer the database took too long for. */
  public static Refusal databaseTooSlow() {
    return new Refusal(503, "database", "too slow", "a shorter range, or try again");
  }

  /** Whatever is not the caller's fault; the log says more. */
  public static Refusal fault() {
    return new Refusal(500, "server", "failed", "an answer; the server's log says more");
  }

  private static String shortened(String value) {
    return value.length() <= VALUE_CHARACTERS
        ? value
        : value.substring(0, value.offsetByCodePoints(0, codePointsOf(value))) + "…";
  }

  /** As many code points as lie wholly within the characters shown: no pair is cut. */
  private static int codePointsOf(String value) {
    boolean cutsPair = Character.isHighSurrogate(value.charAt(VALUE_CHARACTERS - 1));
    return value.codePointCount(0, cutsPair ? VALUE_CHARACTERS - 1 : VALUE_CHARACTERS);
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** What was wrong. */
  public @Nullable String parameter() {
    return parameter;
  }

  /** What it was, shortened. */
  public @Nullable String value() {
    return value;
  }

  /** What it should have been. */
  public String expected() {
    return expected;
  }

  /** Seconds after which to try again; 0 if that will not help. */
  public int retryAfterSeconds() {
    return status == 503 ? RETRY_AFTER_SECONDS : 0;
  }
}
