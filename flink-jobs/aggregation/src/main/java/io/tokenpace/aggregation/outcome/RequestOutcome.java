package io.tokenpace.aggregation.outcome;

import io.tokenpace.aggregation.config.SloClause;
import io.tokenpace.aggregation.config.SloPolicy;
import io.tokenpace.schemas.codec.EndedCursor;
import io.tokenpace.schemas.metrics.Outcome;
import org.jspecify.annotations.Nullable;

/** The outcome of a request as a report tells its end. */
public final class RequestOutcome {
  private RequestOutcome() {}

  /**
   * How a request ended.
   *
   * @param policy what its user was promised; null: nothing
   */
  public static Outcome of(EndedCursor end, @Nullable SloPolicy policy) {
    long deadline = policy == null ? SloPolicy.NO_BOUND : policy.boundMicros(SloClause.DEADLINE);
    return Outcome.of(
        end.allChoicesFinished(),
        end.cause(),
        deadline != SloPolicy.NO_BOUND && end.endSinceMicros() >= deadline,
        end.lastOutputSinceMicros() >= 0,
        end.httpStatus(),
        end.inBandCode());
  }
}
