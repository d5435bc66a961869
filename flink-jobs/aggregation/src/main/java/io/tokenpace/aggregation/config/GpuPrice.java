package io.tokenpace.aggregation.config;

import io.tokenpace.schemas.codec.SeriesLabels;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;

/**
 * What a GPU of a type costs, from a moment on.
 *
 * @param gpuType the type, as nodes name it
 * @param nanosPerHour nano-dollars an hour, overhead included
 * @param validFromMicros from when on, UTC microseconds, a whole minute
 */
public record GpuPrice(String gpuType, long nanosPerHour, long validFromMicros)
    implements Serializable {
  /** Dearest price that is taken, in nano-dollars an hour: a million dollars. */
  public static final long MAX_NANOS_PER_HOUR = 1_000_000_000_000_000L;

  private static final long MINUTE_MICROS = 60_000_000;

  /** Checks every field. */
  public GpuPrice {
    int bytes = gpuType.getBytes(StandardCharsets.UTF_8).length;
    if (!(bytes >= 1 && bytes <= SeriesLabels.MAX_LABEL_BYTES)) {
      throw new IllegalArgumentException(
          "gpu_type: '%s' (expected: 1 to %d bytes)"
              .formatted(gpuType, SeriesLabels.MAX_LABEL_BYTES));
    }
    if (!(nanosPerHour >= 0 && nanosPerHour <= MAX_NANOS_PER_HOUR)) {
      throw new IllegalArgumentException(
          "hourly: %d nano-dollars (expected: 0 to %d)"
              .formatted(nanosPerHour, MAX_NANOS_PER_HOUR));
    }
    if (!(validFromMicros >= 0 && validFromMicros % MINUTE_MICROS == 0)) {
      throw new IllegalArgumentException(
          "valid_from: %d µs (expected: a whole minute, UTC, not before 1970)"
              .formatted(validFromMicros));
    }
  }
}
