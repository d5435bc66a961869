package io.tokenpace.aggregation.slice;

import io.tokenpace.schemas.codec.ReportCursor;
import io.tokenpace.schemas.codec.SeriesLabels;
import io.tokenpace.schemas.metrics.MetricSet;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The series of a report: their labels, and their parts of the slice the report's last event lay
 * in, looked up once.
 *
 * <p>NOT thread-safe: one report at a time.
 */
final class ReportSeries {
  private @Nullable SeriesLabels[] labels = new @Nullable SeriesLabels[64];
  private @Nullable MetricSet[] parts = new @Nullable MetricSet[64];
  private @Nullable Slice slice;
  private long fromMicros;
  private long toMicros;

  /** Begins with a report. Parts are looked up anew for each, so that each touches its slices. */
  void begin(ReportCursor report) {
    if (report.seriesCount() > labels.length) {
      labels = new @Nullable SeriesLabels[report.seriesCount()];
      parts = new @Nullable MetricSet[report.seriesCount()];
    }
    toMicros = fromMicros;
    for (int series = 0; series < report.seriesCount(); series++) {
      labels[series] = report.series(series);
    }
  }

  SeriesLabels labels(int series) {
    return Objects.requireNonNull(labels[series]);
  }

  /** Whether a moment lies in the slice. */
  boolean in(long micros) {
    return micros >= fromMicros && micros < toMicros;
  }

  /** Goes on to another slice. */
  void moveTo(Slice newSlice, long sliceMillis) {
    slice = newSlice;
    fromMicros = newSlice.startMillis * 1_000;
    toMicros = fromMicros + sliceMillis * 1_000;
    Arrays.fill(parts, null);
  }

  /** End of the slice, microseconds. */
  long toMicros() {
    return toMicros;
  }

  /** A series' part of the slice. */
  MetricSet part(int series) {
    MetricSet part = parts[series];
    if (part == null) {
      part = Objects.requireNonNull(slice).part(labels(series));
      parts[series] = part;
    }
    return part;
  }
}
