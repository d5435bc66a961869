package io.tokenpace.schemas.metrics;

import java.util.List;

/**
 * A line of the waste ledger: what became of output tokens, and what they cost. Every token of a
 * request that ended is in one line.
 *
 * <p>Source: the metric dictionary, "Goodput, SLOs, waste". The order decides between equal
 * fractions when money is divided.
 */
public enum LedgerLine {
  /** COMPLETED, no clause missed. */
  GOOD(Counter.GOOD_OUTPUT_TOKENS, Counter.GOOD_COST_NANOS),
  /** COMPLETED, the first clause missed is ttft. */
  LATE_TTFT(Counter.LATE_TTFT_TOKENS, Counter.LATE_TTFT_COST_NANOS),
  /** COMPLETED, the first clause missed is tpot. */
  LATE_TPOT(Counter.LATE_TPOT_TOKENS, Counter.LATE_TPOT_COST_NANOS),
  /** COMPLETED, the first clause missed is e2e. */
  LATE_E2E(Counter.LATE_E2E_TOKENS, Counter.LATE_E2E_COST_NANOS),
  /** COMPLETED, the first clause missed is deadline. */
  LATE_DEADLINE(Counter.LATE_DEADLINE_TOKENS, Counter.LATE_DEADLINE_COST_NANOS),
  /** CANCELLED. */
  CANCELLED(Counter.CANCELLED_TOKENS, Counter.CANCELLED_COST_NANOS),
  /** TIMED_OUT. */
  TIMED_OUT(Counter.TIMED_OUT_TOKENS, Counter.TIMED_OUT_COST_NANOS),
  /** FAILED. */
  FAILED(Counter.FAILED_TOKENS, Counter.FAILED_COST_NANOS),
  /** LOST. */
  LOST(Counter.LOST_TOKENS, Counter.LOST_COST_NANOS);

  /** All lines, by position. */
  public static final List<LedgerLine> ALL = List.of(values());

  private final Counter tokens;
  private final Counter costNanos;

  LedgerLine(Counter tokens, Counter costNanos) {
    this.tokens = tokens;
    this.costNanos = costNanos;
  }

  /** Output tokens of the line. */
  public Counter tokens() {
    return tokens;
  }

  /** Cost of the line, nano-dollars. */
  public Counter costNanos() {
    return costNanos;
  }
}
