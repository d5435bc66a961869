package io.tokenpace.report;

import io.tokenpace.schemas.metrics.Latency;
import java.util.List;
import java.util.Set;

/**
 * What one run says about a range of event time.
 *
 * @param run the run
 * @param asked the range asked for
 * @param used the range used: the one asked for, rounded outward to tumbling windows
 * @param latencies the latencies that were read; all others are missing from the parts
 * @param rollups one entry per roll-up and key that has rows in the range, in the order they are
 *     shown
 */
public record Report(
    Run run, Range asked, Range used, Set<Latency> latencies, List<RollupReport> rollups) {

  /** Copies. */
  public Report {
    latencies = Set.copyOf(latencies);
    rollups = List.copyOf(rollups);
  }

  /** The part of the range used in which the run existed, microseconds. */
  public long coveredMicros() {
    return run.coveredMicros(used.from(), used.to());
  }

  /** Whether nothing is known to be missing from any key shown. */
  public boolean complete() {
    return rollups.stream().allMatch(RollupReport::complete);
  }
}
