package io.tokenpace.schemas.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokenpace.schemas.testing.LedgerCheck;
import org.junit.jupiter.api.Test;

class WasteLedgerTest {
  private static MetricSet row(long cost, long idle, long good, long lateTpot, long failed) {
    MetricSet row = new MetricSet();
    row.add(Counter.GPU_MICROS, 1);
    row.add(Counter.GPU_COST_NANOS, cost);
    row.add(Counter.IDLE_COST_NANOS, idle);
    row.add(Counter.GOOD_OUTPUT_TOKENS, good);
    row.add(Counter.LATE_TPOT_TOKENS, lateTpot);
    row.add(Counter.FAILED_TOKENS, failed);
    row.add(Counter.ENDED_OUTPUT_TOKENS, good + lateTpot + failed);
    return row;
  }

  private static long[] lines(MetricSet row) {
    return new long[] {
      row.get(Counter.GOOD_COST_NANOS),
      row.get(Counter.LATE_TPOT_COST_NANOS),
      row.get(Counter.FAILED_COST_NANOS),
      row.get(Counter.UNDECIDED_COST_NANOS)
    };
  }

  @Test
  void moneyFollowsTokens() {
    MetricSet row = row(1_000, 300, 4, 2, 1);

    WasteLedger.divideCost(row);

    assertThat(lines(row)).containsExactly(400, 200, 100, 0);
    LedgerCheck.check(row);
  }

  @Test
  void whatCannotBeDividedEvenlyGoesToTheEarlierLine() {
    MetricSet row = row(11, 0, 1, 1, 1);

    WasteLedger.divideCost(row);

    assertThat(lines(row)).containsExactly(4, 4, 3, 0);
    LedgerCheck.check(row);
  }

  /** Sums of forged reports can run over; what they bring about must not stop whoever adds up. */
  @Test
  void tokensBelowZeroCountAsNone() {
    MetricSet row = row(1_000, 300, -5, 2, 5);

    WasteLedger.divideCost(row);

    assertThat(lines(row)).containsExactly(0, 200, 500, 0);
  }

  @Test
  void costWithoutTokensIsUndecided() {
    MetricSet row = row(1_000, 300, 0, 0, 0);

    WasteLedger.divideCost(row);

    assertThat(lines(row)).containsExactly(0, 0, 0, 700);
    LedgerCheck.check(row);
  }

  @Test
  void theLinesOfASumAreTheSumsOwn() {
    MetricSet sum = row(10, 0, 0, 0, 0);
    WasteLedger.divideCost(sum);
    MetricSet other = row(11, 1, 3, 1, 0);
    WasteLedger.divideCost(other);
    sum.merge(other);

    WasteLedger.divideCost(sum);

    assertThat(lines(sum)).containsExactly(15, 5, 0, 0);
    LedgerCheck.check(sum);
  }

  @Test
  void withoutCostNothingIsKnownOfIt() {
    MetricSet row = new MetricSet();
    row.add(Counter.GOOD_OUTPUT_TOKENS, 5);
    row.add(Counter.ENDED_OUTPUT_TOKENS, 5);

    WasteLedger.divideCost(row);

    assertThat(row.knows(MetricGroup.COST)).isFalse();
    LedgerCheck.check(row);
  }

  @Test
  void theCheckOfRowsNamesWhatDoesNotAddUp() {
    MetricSet money = row(10, 0, 1, 0, 0);
    assertThatThrownBy(() -> LedgerCheck.check(money))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("gpu_cost_nanos: 10 (expected: 0");

    MetricSet tokens = new MetricSet();
    tokens.add(Counter.LOST_TOKENS, 1);
    assertThatThrownBy(() -> LedgerCheck.check(tokens))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("ended_output_tokens: 0 (expected: 1");

    MetricSet negative = row(0, -1, 0, 0, 0);
    negative.add(Counter.UNDECIDED_COST_NANOS, 1);
    assertThatThrownBy(() -> LedgerCheck.check(negative))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("idle_cost_nanos: -1 (expected: at least 0)");
  }
}
