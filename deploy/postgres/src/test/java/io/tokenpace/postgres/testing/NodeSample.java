package io.tokenpace.postgres.testing;

import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.MetricSet;
import java.time.Instant;

/**
 * What a node said of itself; each sample holds for {@link #HELD_MICROS}.
 *
 * @param time the moment of the sample
 * @param node which node
 * @param queued requests that wait
 * @param running requests that run
 * @param kvPpm use of the KV cache, parts per million
 * @param gpuPpm use of the GPU, parts per million
 * @param milliwatts power
 * @param cacheHits prefix cache hits, tokens
 * @param cacheQueries prefix cache queries, tokens
 * @param reportsReceived reports that came
 * @param reportsMissing reports that did not
 * @param skewMicros distance of the node's clock
 */
public record NodeSample(
    Instant time,
    String node,
    long queued,
    long running,
    long kvPpm,
    long gpuPpm,
    long milliwatts,
    long cacheHits,
    long cacheQueries,
    long reportsReceived,
    long reportsMissing,
    long skewMicros) {
  /** How long a sample holds, microseconds. */
  public static final long HELD_MICROS = 10_000_000;

  /** Adds what a row of results counts of it. */
  void addTo(MetricSet row) {
    row.add(Counter.QUEUE_DEPTH_AREA, queued * HELD_MICROS);
    row.add(Counter.QUEUE_DEPTH_MICROS, HELD_MICROS);
    row.add(Counter.QUEUE_DEPTH_MAX, queued);
    row.add(Counter.RUNNING_REQUESTS_AREA, running * HELD_MICROS);
    row.add(Counter.RUNNING_REQUESTS_MICROS, HELD_MICROS);
    row.add(Counter.RUNNING_REQUESTS_MAX, running);
    row.add(Counter.KV_CACHE_UTILISATION_AREA, kvPpm * HELD_MICROS / 1_000_000);
    row.add(Counter.KV_CACHE_UTILISATION_MICROS, HELD_MICROS);
    row.add(Counter.KV_CACHE_UTILISATION_MAX, kvPpm);
    row.add(Counter.GPU_UTILISATION_AREA, gpuPpm * HELD_MICROS / 1_000_000);
    row.add(Counter.GPU_UTILISATION_MICROS, HELD_MICROS);
    row.add(Counter.GPU_UTILISATION_MAX, gpuPpm);
    row.add(Counter.POWER_AREA, milliwatts * HELD_MICROS / 1_000_000);
    row.add(Counter.POWER_MICROS, HELD_MICROS);
    row.add(Counter.POWER_MAX, milliwatts);
    row.add(Counter.PREFIX_CACHE_HITS, cacheHits);
    row.add(Counter.PREFIX_CACHE_QUERIES, cacheQueries);
    row.add(Counter.REPORTS_RECEIVED, reportsReceived);
    row.add(Counter.REPORTS_MISSING, reportsMissing);
    row.add(Counter.NODE_CLOCK_SKEW_MICROS, skewMicros);
  }
}
