package io.tokenpace.report;

import io.tokenpace.schemas.metrics.Latency;
import io.tokenpace.schemas.metrics.MetricSet;
import java.util.Map;

/**
 * One window of a key.
 *
 * @param range from its start to its end
 * @param complete whether nothing is known to be missing from its row
 * @param parts its integer parts; owned by this record, to be read only
 * @param percentiles latencies of rows that hold numbers in place of histograms; of rows that hold
 *     histograms empty, and those are in the parts
 */
public record Window(
    Range range, boolean complete, MetricSet parts, Map<Latency, Percentiles> percentiles) {

  /** Copies. */
  public Window {
    percentiles = Map.copyOf(percentiles);
  }
}
