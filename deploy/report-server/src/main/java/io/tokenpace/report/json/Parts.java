package io.tokenpace.report.json;

import io.tokenpace.report.Percentiles;
import io.tokenpace.schemas.histogram.Histogram;
import io.tokenpace.schemas.metrics.Latency;
import io.tokenpace.schemas.metrics.MetricSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the metrics of one key are formed from.
 *
 * @param metrics its integer parts, to be read only
 * @param percentiles latencies that are known as numbers only; all others are in the parts
 * @param coveredMicros the time rates are divided by, microseconds
 */
record Parts(MetricSet metrics, Map<Latency, Percentiles> percentiles, long coveredMicros) {

  /** Parts whose latencies are all histograms. */
  Parts(MetricSet metrics, long coveredMicros) {
    this(metrics, Map.of(), coveredMicros);
  }

  /** A latency, or null without observations. */
  @Nullable Observed observed(Latency latency) {
    Percentiles numbers = percentiles.get(latency);
    if (numbers != null) {
      return Observed.of(numbers);
    }
    Histogram histogram = metrics.latency(latency);
    return histogram == null ? null : Observed.of(histogram);
  }
}
