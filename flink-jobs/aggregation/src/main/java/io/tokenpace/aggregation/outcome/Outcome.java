package io.tokenpace.aggregation.outcome;

import io.tokenpace.aggregation.config.SloClause;
import io.tokenpace.aggregation.config.SloPolicy;
import io.tokenpace.schemas.codec.EndedCursor;
import io.tokenpace.schemas.metrics.Counter;
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
   * @param policy what its user was promised: who leaves at the promised deadline or later was kept
   *     waiting too long; null: nothing
   */
  public static Outcome of(EndedCursor end, @Nullable SloPolicy policy) {
    if (end.allChoicesFinished()) {
      return COMPLETED;
    }
    if (end.cause() == EndCause.AGENT_DEADLINE) {
      return TIMED_OUT;
    }
    if (end.cause() == EndCause.CLIENT_LEFT) {
      long deadline = policy == null ? SloPolicy.NO_BOUND : policy.boundMicros(SloClause.DEADLINE);
      return deadline != SloPolicy.NO_BOUND && end.endSinceMicros() >= deadline
          ? TIMED_OUT
          : CANCELLED;
    }
    boolean output = end.lastOutputSinceMicros() >= 0;
    if (!output) {
      // Engines put codes of their own into the stream, so neither code hides the other.
      if (end.cause() == EndCause.AGENT_REFUSED
          || overload(end.httpStatus())
          || overload(end.inBandCode())) {
        return REJECTED;
      }
      if (clientError(end.httpStatus()) || clientError(end.inBandCode())) {
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
