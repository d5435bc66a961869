package io.tokenpace.report;

import java.time.Instant;

/**
 * A half-open stretch of event time.
 *
 * @param from its start
 * @param to its end, exclusive, not before the start
 */
public record Range(Instant from, Instant to) {
  /** Checks the order of the ends. */
  public Range {
    if (to.isBefore(from)) {
      throw new IllegalArgumentException(
          "range: from %s to %s (expected: from not after to)".formatted(from, to));
    }
  }

  /**
   * The smallest range around this one whose ends are multiples of a window's length.
   *
   * @param windowMillis the length, at least 1
   */
  public Range roundedOutward(long windowMillis) {
    long fromMillis = from.toEpochMilli();
    // toEpochMilli rounds down; an end inside a millisecond needs all of it.
    long toMillis =
        to.toEpochMilli() + (to.equals(Instant.ofEpochMilli(to.toEpochMilli())) ? 0 : 1);
    return new Range(
        Instant.ofEpochMilli(Math.floorDiv(fromMillis, windowMillis) * windowMillis),
        Instant.ofEpochMilli(-Math.floorDiv(-toMillis, windowMillis) * windowMillis));
  }
}
