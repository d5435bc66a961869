package io.tokenpace.schemas.testing;

import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.LedgerLine;
import io.tokenpace.schemas.metrics.MetricGroup;
import io.tokenpace.schemas.metrics.MetricSet;
import java.util.ArrayList;
import java.util.List;

/**
 * The identity every row keeps: what became of tokens, and of money, adds up to all of it exactly,
 * and none of it is negative.
 */
public final class LedgerCheck {
  private LedgerCheck() {}

  /**
   * Checks a row.
   *
   * @throws AssertionError if its ledger does not add up
   */
  public static void check(MetricSet row) {
    List<Counter> tokens = new ArrayList<>();
    List<Counter> money = new ArrayList<>();
    for (LedgerLine line : LedgerLine.values()) {
      tokens.add(line.tokens());
      money.add(line.costNanos());
    }
    money.add(Counter.IDLE_COST_NANOS);
    money.add(Counter.UNDECIDED_COST_NANOS);
    addUp(row, Counter.ENDED_OUTPUT_TOKENS, tokens);
    addUp(row, Counter.GPU_COST_NANOS, money);
    notNegative(row, Counter.GPU_MICROS);
    notNegative(row, Counter.UNPRICED_GPU_MICROS);
    if (row.knows(MetricGroup.COST) && !row.knows(MetricGroup.GPU_TIME)) {
      throw new AssertionError("cost: known (expected: only where GPU time is)");
    }
  }

  private static void addUp(MetricSet row, Counter total, List<Counter> lines) {
    long sum = 0;
    for (Counter line : lines) {
      notNegative(row, line);
      sum = Math.addExact(sum, row.get(line));
    }
    if (sum != row.get(total)) {
      throw new AssertionError(
          "%s: %d (expected: %d, the sum of %s)"
              .formatted(total.columnName(), row.get(total), sum, lines));
    }
  }

  private static void notNegative(MetricSet row, Counter counter) {
    if (row.get(counter) < 0) {
      throw new AssertionError(
          "%s: %d (expected: at least 0)".formatted(counter.columnName(), row.get(counter)));
    }
  }
}
