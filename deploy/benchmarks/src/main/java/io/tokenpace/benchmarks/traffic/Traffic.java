package io.tokenpace.benchmarks.traffic;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Makes up the traffic of a fleet, in the order of event time: steps of 200 ms, and in each the
 * reports of every node. The same options give the same bytes.
 *
 * <p>Requests in flight at the end stay so; the last report of a node does not say it is the last.
 *
 * <p>Thread-safe: holds no state.
 */
public final class Traffic {
  /** Event time of the first step's start: always the same, and long past. */
  static final long START_MICROS =
      ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse("2025-01-01T00:00:00Z"));

  /** Time a report spans, microseconds. */
  static final long STEP_MICROS = 200_000;

  private Traffic() {}

  /**
   * Makes up all of it.
   *
   * @param output takes the reports, one after the other
   * @return what was put in
   */
  public static TrafficTotals generate(TrafficOptions options, Consumer<GeneratedReport> output) {
    List<NodeTraffic> nodes = new ArrayList<>();
    for (int node = 0; node < options.nodes(); node++) {
      nodes.add(new NodeTraffic(node, options, START_MICROS));
    }
    TrafficTotals totals = new TrafficTotals();
    long stepMicros = START_MICROS;
    while (totals.tokens() < options.tokens()) {
      long untilMicros = stepMicros + STEP_MICROS;
      for (NodeTraffic node : nodes) {
        node.step(stepMicros, untilMicros, totals, output);
      }
      stepMicros = untilMicros;
    }
    return totals;
  }
}
