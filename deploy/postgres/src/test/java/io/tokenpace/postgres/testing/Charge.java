package io.tokenpace.postgres.testing;

import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.MetricSet;
import java.time.Instant;

/**
 * A raw charge of GPU time.
 *
 * @param time the moment it is charged at
 * @param node whose GPUs
 * @param model for which model, or {@link #IDLE}
 * @param tenant for whom, or {@link #IDLE}
 * @param gpuMicros GPU microseconds
 * @param costNanos nano-dollars
 */
public record Charge(
    Instant time, String node, String model, String tenant, long gpuMicros, long costNanos) {
  /** The label of what nobody asked for. */
  public static final String IDLE = "(idle)";

  /** Whether nobody asked for it. */
  public boolean idle() {
    return tenant.equals(IDLE);
  }

  /** Adds what a row of results counts of it. */
  void addTo(MetricSet row) {
    row.add(Counter.GPU_MICROS, gpuMicros);
    row.add(Counter.UNPRICED_GPU_MICROS, 0);
    row.add(Counter.GPU_COST_NANOS, costNanos);
    row.add(Counter.IDLE_COST_NANOS, idle() ? costNanos : 0);
  }
}
