package io.tokenpace.aggregation.slo;

import io.tokenpace.aggregation.config.SloClause;
import io.tokenpace.aggregation.config.SloPolicy;
import io.tokenpace.aggregation.outcome.RequestTimes;
import io.tokenpace.schemas.codec.EndedCursor;
import io.tokenpace.schemas.metrics.Outcome;

/** Whether a request kept a clause of its SLO. */
public enum ClauseVerdict {
  /** It did. */
  MET,
  /** It did not. */
  MISSED,
  /** The clause says nothing of it: not promised, or the value is undefined. */
  NEITHER;

  /**
   * The verdict on a request that ended.
   *
   * <p>Source: the metric dictionary, "Goodput, SLOs, waste". Values are compared without rounding.
   */
  public static ClauseVerdict of(
      SloClause clause, SloPolicy policy, EndedCursor end, Outcome outcome) {
    long bound = policy.boundMicros(clause);
    if (bound == SloPolicy.NO_BOUND) {
      return NEITHER;
    }
    return switch (clause) {
      case TTFT ->
          end.streaming()
              ? ttft(policy, end.firstOutputSinceMicros(), end.endSinceMicros(), outcome)
              : NEITHER;
      case TPOT -> {
        long divisor = RequestTimes.tpotDivisor(end);
        // The bound is whole: a quotient is up to it if its ceiling is.
        yield outcome == Outcome.COMPLETED && divisor > 0
            ? upTo(bound, ceiling(RequestTimes.generationMicros(end), divisor))
            : NEITHER;
      }
      case E2E ->
          outcome == Outcome.COMPLETED && end.lastOutputSinceMicros() >= 0
              ? upTo(bound, end.lastOutputSinceMicros())
              : NEITHER;
      case DEADLINE ->
          switch (outcome) {
            case COMPLETED -> upTo(bound, end.endSinceMicros());
            case TIMED_OUT -> MISSED;
            default -> NEITHER;
          };
    };
  }

  /**
   * The verdict of the clause ttft on a streamed request.
   *
   * @param firstOutputSinceMicros accepted to first output, microseconds; −1 without output
   * @param endSinceMicros accepted to the end, microseconds
   */
  public static ClauseVerdict ttft(
      SloPolicy policy, long firstOutputSinceMicros, long endSinceMicros, Outcome outcome) {
    long bound = policy.boundMicros(SloClause.TTFT);
    if (bound == SloPolicy.NO_BOUND) {
      return NEITHER;
    }
    if (firstOutputSinceMicros >= 0) {
      return upTo(bound, firstOutputSinceMicros);
    }
    boolean waitedInVain =
        switch (outcome) {
          case CANCELLED, TIMED_OUT, FAILED, LOST -> endSinceMicros > bound;
          default -> false;
        };
    return waitedInVain ? MISSED : NEITHER;
  }

  private static ClauseVerdict upTo(long bound, long micros) {
    return micros <= bound ? MET : MISSED;
  }

  private static long ceiling(long dividend, long divisor) {
    return dividend / divisor + (dividend % divisor == 0 ? 0 : 1);
  }
}
