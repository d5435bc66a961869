package io.tokenpace.report;

import io.tokenpace.schemas.metrics.Latency;
import io.tokenpace.schemas.metrics.MetricSet;
import java.util.Map;
import java.util.function.Supplier;

/**
 * One window of a key.
 *
 * @param range from its start to its end
 * @param complete whether nothing is known to be missing from its row
 * @param made makes its integer parts, to be read only. A series has thousands of windows, and all
 *     of their histograms at once would not fit into memory
 * @param percentiles latencies of rows that hold numbers in place of histograms; of rows that hold
 *     histograms empty, and those are in the parts
 */
public record Window(
    Range range,
    boolean complete,
    Supplier<MetricSet> made,
    Map<Latency, Percentiles> percentiles) {

  /** Copies. */
  public Window {
    percentiles = Map.copyOf(percentiles);
  }

  /** Its integer parts, to be read only; they may be made anew by each call. */
  public MetricSet parts() {
    return made.get();
  }
}
