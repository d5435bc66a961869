package io.tokenpace.report;

import io.tokenpace.schemas.metrics.Latency;
import java.util.List;
import java.util.Set;

/**
 * What one run says about a range, window by window.
 *
 * @param run the run
 * @param rollup name of the roll-up
 * @param asked the range asked for
 * @param used the range used: the one asked for, rounded outward to windows of the step
 * @param stepMillis the windows' length
 * @param latencies the latencies that were read; all others are missing from the parts
 * @param keys one entry per key that has rows in the range, in order of their text
 */
public record Windows(
    Run run,
    String rollup,
    Range asked,
    Range used,
    long stepMillis,
    Set<Latency> latencies,
    List<KeyWindows> keys) {

  /** Copies. */
  public Windows {
    latencies = Set.copyOf(latencies);
    keys = List.copyOf(keys);
  }
}
