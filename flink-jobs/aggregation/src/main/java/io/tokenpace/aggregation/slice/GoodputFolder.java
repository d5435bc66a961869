package io.tokenpace.aggregation.slice;

import io.tokenpace.aggregation.config.Goodput;
import io.tokenpace.aggregation.config.SloClause;
import io.tokenpace.aggregation.config.SloPolicy;
import io.tokenpace.aggregation.outcome.Outcome;
import io.tokenpace.aggregation.outcome.RequestTimes;
import io.tokenpace.aggregation.slo.ClauseVerdict;
import io.tokenpace.schemas.codec.EndedCursor;
import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.LedgerLine;
import io.tokenpace.schemas.metrics.MetricSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Judges requests that ended: which clauses they kept, whether they were good, and which line of
 * the ledger their tokens belong to.
 *
 * <p>Source: the metric dictionary, "Goodput, SLOs, waste".
 *
 * <p>Thread-safe: holds no state but the weight.
 */
final class GoodputFolder {
  /** By clause: met, missed, then requests and the ledger's line of what is late by it first. */
  private static final List<Counter> MET =
      List.of(
          Counter.SLO_TTFT_MET,
          Counter.SLO_TPOT_MET,
          Counter.SLO_E2E_MET,
          Counter.SLO_DEADLINE_MET);

  private static final List<Counter> MISSED =
      List.of(
          Counter.SLO_TTFT_MISSED,
          Counter.SLO_TPOT_MISSED,
          Counter.SLO_E2E_MISSED,
          Counter.SLO_DEADLINE_MISSED);
  private static final List<Counter> LATE_REQUESTS =
      List.of(
          Counter.LATE_TTFT_REQUESTS,
          Counter.LATE_TPOT_REQUESTS,
          Counter.LATE_E2E_REQUESTS,
          Counter.LATE_DEADLINE_REQUESTS);
  private static final List<LedgerLine> LATE =
      List.of(
          LedgerLine.LATE_TTFT,
          LedgerLine.LATE_TPOT,
          LedgerLine.LATE_E2E,
          LedgerLine.LATE_DEADLINE);

  private static final long MILLI = 1_000;

  private final long prefillWeightMilli;

  GoodputFolder(Goodput goodput) {
    this.prefillWeightMilli = goodput.prefillWeightMilli();
  }

  /**
   * Judges a request.
   *
   * @param policy what its user was promised; null: nothing
   */
  void ended(EndedCursor end, Outcome outcome, @Nullable SloPolicy policy, MetricSet metrics) {
    SloClause firstMissed = null;
    if (policy == null) {
      metrics.add(Counter.POLICY_MISSING, 1);
    } else {
      firstMissed = countClauses(end, outcome, policy, metrics);
    }
    LedgerLine line = line(outcome, firstMissed);
    if (line == null) {
      return;
    }
    long outputTokens = RequestTimes.outputTokens(end);
    long work = MILLI * outputTokens + prefillWeightMilli * uncachedInputTokens(end);
    metrics.add(line.tokens(), outputTokens);
    metrics.add(Counter.ENDED_OUTPUT_TOKENS, outputTokens);
    metrics.add(Counter.ENDED_WORK, work);
    if (line == LedgerLine.GOOD) {
      metrics.add(Counter.GOOD_REQUESTS, 1);
      metrics.add(Counter.GOOD_WORK, work);
    } else if (outcome == Outcome.COMPLETED && firstMissed != null) {
      metrics.add(LATE_REQUESTS.get(firstMissed.ordinal()), 1);
    }
  }

  private static @Nullable SloClause countClauses(
      EndedCursor end, Outcome outcome, SloPolicy policy, MetricSet metrics) {
    SloClause firstMissed = null;
    for (SloClause clause : SloClause.ALL) {
      switch (ClauseVerdict.of(clause, policy, end, outcome)) {
        case MET -> metrics.add(MET.get(clause.ordinal()), 1);
        case MISSED -> {
          metrics.add(MISSED.get(clause.ordinal()), 1);
          firstMissed = firstMissed == null ? clause : firstMissed;
        }
        case NEITHER -> {
          // Not counted: attainment is met ÷ (met + missed).
        }
      }
    }
    return firstMissed;
  }

  /** The line of the request's tokens; null for ends that had no output or that nobody saw. */
  private static @Nullable LedgerLine line(Outcome outcome, @Nullable SloClause firstMissed) {
    return switch (outcome) {
      case COMPLETED -> firstMissed == null ? LedgerLine.GOOD : LATE.get(firstMissed.ordinal());
      case CANCELLED -> LedgerLine.CANCELLED;
      case TIMED_OUT -> LedgerLine.TIMED_OUT;
      case FAILED -> LedgerLine.FAILED;
      case LOST -> LedgerLine.LOST;
      case REJECTED, CLIENT_ERROR, UNKNOWN -> null;
    };
  }

  private static long uncachedInputTokens(EndedCursor end) {
    return Math.max(0, Math.max(0, end.inputTokens()) - Math.max(0, end.cachedInputTokens()));
  }
}
