package io.tokenpace.schemas.metrics;

import io.tokenpace.schemas.wire.EndCause;
import org.jspecify.annotations.Nullable;

/** How a request ended; every request that started ends in exactly one of these. */
public enum Outcome {
  /** Every choice finished normally. */
  COMPLETED(Counter.REQUESTS_COMPLETED),
  /** The client left. */
  CANCELLED(Counter.REQUESTS_CANCELLED),
  /** A deadline passed. */
  TIMED_OUT(Counter.REQUESTS_TIMED_OUT),
  /** Refused for load, without output. */
  REJECTED(Counter.REQUESTS_REJECTED),
  /** Refused for a fault of the request, without output. */
  CLIENT_ERROR(Counter.REQUESTS_CLIENT_ERROR),
  /** The engine, or the way to it, failed. */
  FAILED(Counter.REQUESTS_FAILED),
  /** Its node fell silent. */
  LOST(Counter.REQUESTS_LOST),
  /** Gone from a newer complete in-flight list without having been seen to end. */
  UNKNOWN(Counter.REQUESTS_UNKNOWN);

  private final Counter counter;

  Outcome(Counter counter) {
    this.counter = counter;
  }

  /** The counter of requests that ended so. */
  public Counter counter() {
    return counter;
  }

  /** Whether the request failed its user without having been turned away. */
  public boolean infinite() {
    return this == FAILED || this == LOST || this == TIMED_OUT;
  }

  /**
   * The outcome of a request that was seen to end; the first rule that matches decides.
   *
   * <p>Source: the metric dictionary, "How a request ends".
   *
   * @param allChoicesFinished whether every choice finished normally
   * @param cause what was seen to end it
   * @param pastDeadline whether it ended at the deadline its user was promised, or later: who
   *     leaves then was kept waiting too long
   * @param output whether it had output
   * @param httpStatus status of the answer; below 0: none was seen
   * @param inBandCode code of an error inside the stream; below 0: none
   */
  public static Outcome of(
      boolean allChoicesFinished,
      EndCause cause,
      boolean pastDeadline,
      boolean output,
      int httpStatus,
      int inBandCode) {
    if (allChoicesFinished) {
      return COMPLETED;
    }
    if (cause == EndCause.AGENT_DEADLINE) {
      return TIMED_OUT;
    }
    if (cause == EndCause.CLIENT_LEFT) {
      return pastDeadline ? TIMED_OUT : CANCELLED;
    }
    if (!output) {
      // Engines put codes of their own into the stream, so neither code hides the other.
      if (cause == EndCause.AGENT_REFUSED || overload(httpStatus) || overload(inBandCode)) {
        return REJECTED;
      }
      if (clientError(httpStatus) || clientError(inBandCode)) {
        return CLIENT_ERROR;
      }
    }
    return FAILED;
  }

  private static boolean overload(int code) {
    return code == 429 || code == 503 || code == 529;
  }

  private static boolean clientError(int code) {
    return code >= 400 && code <= 499;
  }

  /**
   * The counter of a FAILED request's kind of error.
   *
   * @param errorClass as on the wire; anything unknown, and null, is other
   */
  public static Counter errorCounter(@Nullable String errorClass) {
    if (errorClass == null) {
      return Counter.ERRORS_OTHER;
    }
    return switch (errorClass) {
      case "out_of_memory" -> Counter.ERRORS_OUT_OF_MEMORY;
      case "engine_error" -> Counter.ERRORS_ENGINE_ERROR;
      case "truncated" -> Counter.ERRORS_TRUNCATED;
      case "overload" -> Counter.ERRORS_OVERLOAD;
      default -> Counter.ERRORS_OTHER;
    };
  }
}
