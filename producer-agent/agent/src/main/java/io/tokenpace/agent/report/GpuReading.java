package io.tokenpace.agent.report;

import io.tokenpace.schemas.codec.GpuSampleCursor;
import org.jspecify.annotations.Nullable;

/**
 * What a GPU said of itself at one time.
 *
 * @param uuid the GPU
 * @param atMicros when, microseconds of the agent's monotonic clock
 * @param utilisationPpm share of time in which some kernel ran, parts per million, more than all is
 *     all; null if unknown
 * @param memoryUsedBytes memory in use; null if unknown
 * @param memoryTotalBytes memory in all; null if unknown
 * @param powerMilliwatts power draw; null if unknown
 */
public record GpuReading(
    String uuid,
    long atMicros,
    @Nullable Long utilisationPpm,
    @Nullable Long memoryUsedBytes,
    @Nullable Long memoryTotalBytes,
    @Nullable Long powerMilliwatts) {
  /** Cuts a share. */
  public GpuReading {
    if (utilisationPpm != null) {
      utilisationPpm = Math.min(utilisationPpm, GpuSampleCursor.MAX_PPM);
    }
  }
}
