package io.tokenpace.aggregation.slice;

import io.tokenpace.aggregation.config.PipelineConfig;
import io.tokenpace.aggregation.config.Run;

/**
 * When a slice is due, and until when it takes reports. Milliseconds are of event time.
 *
 * <p>Thread-safe: holds no state but configuration.
 */
final class SliceTimes {
  private final PipelineConfig config;
  private final long startMicros;
  private final long latenessMillis;

  SliceTimes(PipelineConfig config, Run run) {
    this.config = config;
    this.startMicros = run.startMicros();
    this.latenessMillis = run.allowedLatenessMillis(config.allowedLatenessMillis());
  }

  /** Start of the slice a moment lies in. */
  long startMillis(long micros) {
    return config.sliceStartMillis(micros);
  }

  long dueMillis(long sliceStart) {
    return sliceStart + config.sliceMillis() - 1;
  }

  /** From when on a slice takes no reports. */
  long closedMillis(long sliceStart) {
    return sliceStart + config.sliceMillis() + latenessMillis;
  }

  /** Start of the last slice that takes no reports any more. */
  long lastClosedStart(long watermarkMillis) {
    return watermarkMillis - closedMillis(0);
  }

  /** Start of the oldest slice that takes reports, microseconds. */
  long openMicros(long watermarkMillis) {
    if (watermarkMillis < startMicros / 1_000) {
      return startMicros;
    }
    // At the end of all input the watermark is too far ahead to be counted in microseconds.
    long passedMicros = Math.min(watermarkMillis, Long.MAX_VALUE / 1_000) * 1_000;
    return config.sliceStartMillis(passedMicros - latenessMillis * 1_000) * 1_000;
  }

  /** No report of a boot that is in time can come after this. */
  long expiryMillis(BootState boot) {
    return Math.floorDiv(boot.lastCompleteThroughMicros, 1_000)
        + config.leaseMillis()
        + latenessMillis
        + config.sliceMillis();
  }

  /** A moment that has passed already is due as soon as event time moves. */
  static long later(long millis, long watermarkMillis) {
    return Math.max(
        millis, watermarkMillis == Long.MAX_VALUE ? watermarkMillis : watermarkMillis + 1);
  }
}
