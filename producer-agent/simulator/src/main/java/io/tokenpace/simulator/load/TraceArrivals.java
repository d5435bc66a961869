package io.tokenpace.simulator.load;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Arrival times of a file: one a line, in seconds from the start, never falling. */
final class TraceArrivals implements Arrivals {
  private static final BigDecimal NANOS_PER_SECOND = BigDecimal.valueOf(1_000_000_000);
  private static final BigDecimal LONGEST_SECONDS = BigDecimal.valueOf(31_536_000);

  private final Iterator<Long> nanos;

  private TraceArrivals(List<Long> nanos) {
    this.nanos = nanos.iterator();
  }

  /**
   * Reads a file; empty lines and lines that begin with # are passed over.
   *
   * @throws IllegalArgumentException if a line is no time, or goes back
   */
  static TraceArrivals read(Path file) {
    List<Long> arrivals = new ArrayList<>();
    try {
      List<String> lines = Files.readAllLines(file);
      for (int line = 0; line < lines.size(); line++) {
        String text = lines.get(line).strip();
        if (!text.isEmpty() && !text.startsWith("#")) {
          long last = arrivals.isEmpty() ? 0 : arrivals.get(arrivals.size() - 1);
          arrivals.add(parse(file, line + 1, text, last));
        }
      }
    } catch (IOException e) {
      throw new IllegalArgumentException(
          file + ": " + e.getMessage() + " (expected: a readable file)", e);
    }
    return new TraceArrivals(arrivals);
  }

  private static long parse(Path file, int line, String text, long last) {
    try {
      BigDecimal seconds = new BigDecimal(text);
      if (seconds.abs().compareTo(LONGEST_SECONDS) <= 0) {
        long parsed = seconds.multiply(NANOS_PER_SECOND).longValue();
        if (parsed >= last) {
          return parsed;
        }
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw new IllegalArgumentException(
        "%s: line %d: %s (expected: seconds from the start, not before the line above)"
            .formatted(file, line, text));
  }

  @Override
  public long next() {
    return nanos.hasNext() ? nanos.next() : NONE;
  }
}
