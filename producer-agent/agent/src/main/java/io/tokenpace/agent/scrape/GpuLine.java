package io.tokenpace.agent.scrape;

import io.tokenpace.agent.report.GpuReading;
import io.tokenpace.schemas.codec.GpuSampleCursor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One line of nvidia-smi, as it writes {@link #FIELDS} with noheader and nounits. */
final class GpuLine {
  /** What is asked for, in this order. */
  static final List<String> FIELDS =
      List.of("uuid", "utilization.gpu", "memory.used", "memory.total", "power.draw");

  private static final double PPM_PER_PERCENT = 10_000;
  private static final double BYTES_PER_MEBIBYTE = 1 << 20;
  private static final double MILLIWATTS_PER_WATT = 1_000;

  private GpuLine() {}

  /** The reading a line holds, or null if it is none. */
  static @Nullable GpuReading read(String line, long atMicros) {
    String[] cells = line.split(",", -1);
    if (cells.length != FIELDS.size() || cells[0].isBlank()) {
      return null;
    }
    return new GpuReading(
        cells[0].strip(),
        atMicros,
        scaled(cells[1], PPM_PER_PERCENT, GpuSampleCursor.MAX_VALUE),
        scaled(cells[2], BYTES_PER_MEBIBYTE, GpuSampleCursor.MAX_VALUE),
        scaled(cells[3], BYTES_PER_MEBIBYTE, GpuSampleCursor.MAX_VALUE),
        scaled(cells[4], MILLIWATTS_PER_WATT, GpuSampleCursor.MAX_MILLIWATTS));
  }

  /** Null for whatever is no number a report takes: [N/A], [Not Supported], ERR! … */
  private static @Nullable Long scaled(String cell, double factor, long max) {
    try {
      double value = Double.parseDouble(cell.strip()) * factor;
      return value >= 0 && value <= max ? (Long) Math.round(value) : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
