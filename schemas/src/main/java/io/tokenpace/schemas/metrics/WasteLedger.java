package io.tokenpace.schemas.metrics;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * The waste ledger of a row: its tokens are counted, its money follows from them. Good + late +
 * cancelled + timed out + failed + lost = the output tokens of ended requests; the same lines +
 * idle + undecided = the cost.
 *
 * <p>Source: the metric dictionary, "Goodput, SLOs, waste".
 */
public final class WasteLedger {
  private WasteLedger() {}

  /**
   * Divides a row's cost, less what was idle, by the tokens of its lines; without tokens it is
   * undecided. The lines of a sum of rows follow from the sum's tokens, not from the rows' lines.
   *
   * <p>Does nothing where cost is unknown. What is below 0, which only a forged report can bring
   * about, counts as 0 tokens; cost below 0 is undecided.
   *
   * @param row a whole row; what its lines cost before is replaced
   */
  public static void divideCost(MetricSet row) {
    if (!row.knows(MetricGroup.COST)) {
      return;
    }
    long cost = row.get(Counter.GPU_COST_NANOS) - row.get(Counter.IDLE_COST_NANOS);
    List<BigInteger> tokens = new ArrayList<>();
    for (LedgerLine line : LedgerLine.ALL) {
      tokens.add(BigInteger.valueOf(Math.max(0, row.get(line.tokens()))));
    }
    boolean decided = cost >= 0 && tokens.stream().anyMatch(weight -> weight.signum() > 0);
    long[] costs =
        decided ? LargestRemainder.divide(cost, tokens) : new long[LedgerLine.ALL.size()];
    for (LedgerLine line : LedgerLine.ALL) {
      set(row, line.costNanos(), costs[line.ordinal()]);
    }
    set(row, Counter.UNDECIDED_COST_NANOS, decided ? 0 : cost);
  }

  private static void set(MetricSet row, Counter counter, long value) {
    row.add(counter, value - row.get(counter));
  }
}
