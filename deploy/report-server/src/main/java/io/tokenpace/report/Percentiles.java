package io.tokenpace.report;

import java.util.Map;

/**
 * A latency as numbers, as a row of a rolling window holds it. Such numbers are shown and never
 * merged.
 *
 * @param count number of observations, at least 1
 * @param sum their exact sum, in the latency's unit of sums
 * @param minMicros exact smallest
 * @param maxMicros exact largest
 * @param quantileMicros quantiles by parts per million, microseconds
 */
public record Percentiles(
    long count, long sum, long minMicros, long maxMicros, Map<Integer, Long> quantileMicros) {

  /** Copies. */
  public Percentiles {
    quantileMicros = Map.copyOf(quantileMicros);
  }
}
