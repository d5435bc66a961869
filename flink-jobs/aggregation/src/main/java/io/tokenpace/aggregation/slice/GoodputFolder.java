package io.tokenpace.aggregation.slice;

import io.tokenpace.aggregation.config.Goodput;
import io.tokenpace.aggregation.config.SloClause;
import io.tokenpace.aggregation.config.SloPolicy;
import io.tokenpace.aggregation.outcome.RequestTimes;
import io.tokenpace.aggregation.slo.ClauseVerdict;
import io.tokenpace.schemas.codec.EndedCursor;
import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.LedgerLine;
import io.tokenpace.schemas.metrics.MetricSet;
import io.tokenpace.schemas.metrics.Outcome;
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
  /** What a clause counts, and the ledger's line of requests that are late by it first. */
  private record ClauseCounters(
      Counter met, Counter missed, Counter lateRequests, LedgerLine lateLine) {}

  private static final ClauseCounters TTFT =
      new ClauseCounters(
          Counter.SLO_TTFT_MET,
          Counter.SLO_TTFT_MISSED,
          Counter.LATE_TTFT_REQUESTS,
          LedgerLine.LATE_TTFT);
  private static final ClauseCounters TPOT =
      new ClauseCounters(
          Counter.SLO_TPOT_MET,
          Counter.SLO_TPOT_MISSED,
          Counter.LATE_TPOT_REQUESTS,
          LedgerLine.LATE_TPOT);
  private static final ClauseCounters E2E =
      new ClauseCounters(
          Counter.SLO_E2E_MET,
          Counter.SLO_E2E_MISSED,
          Counter.LATE_E2E_REQUESTS,
          LedgerLine.LATE_E2E);
  private static final ClauseCounters DEADLINE =
      new ClauseCounters(
          Counter.SLO_DEADLINE_MET,
          Counter.SLO_DEADLINE_MISSED,
          Counter.LATE_DEADLINE_REQUESTS,
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
      metrics.add(counters(firstMissed).lateRequests(), 1);
    }
  }

  private static ClauseCounters counters(SloClause clause) {
    return switch (clause) {
      case TTFT -> TTFT;
      case TPOT -> TPOT;
      case E2E -> E2E;
      case DEADLINE -> DEADLINE;
    };
  }

  private static @Nullable SloClause countClauses(
      EndedCursor end, Outcome outcome, SloPolicy policy, MetricSet metrics) {
    SloClause firstMissed = null;
    for (SloClause clause : SloClause.ALL) {
      switch (ClauseVerdict.of(clause, policy, end, outcome)) {
        case MET -> metrics.add(counters(clause).met(), 1);
        case MISSED -> {
          metrics.add(counters(clause).missed(), 1);
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
      case COMPLETED -> firstMissed == null ? LedgerLine.GOOD : counters(firstMissed).lateLine();
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
