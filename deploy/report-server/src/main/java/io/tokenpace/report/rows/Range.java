package io.tokenpace.report.rows;

import java.time.Instant;

/**
 * A half-open stretch of event time.
 *
 * @param from its start
 * @param to its end, exclusive, not before the start
 */
record Range(Instant from, Instant to) {
  Range {
    if (to.isBefore(from)) {
      throw new IllegalArgumentException(
          "range: from %s to %s (expected: from not after to)".formatted(from, to));
    }
  }

  /** The smallest range around this one whose ends are multiples of a window's length. */
  Range roundedOutward(long windowMillis) {
    long fromMillis = from.toEpochMilli();
    // toEpochMilli rounds down; an end inside a millisecond needs all of it.
    long toMillis =
        to.toEpochMilli() + (to.equals(Instant.ofEpochMilli(to.toEpochMilli())) ? 0 : 1);
    return new Range(
        Instant.ofEpochMilli(Math.floorDiv(fromMillis, windowMillis) * windowMillis),
        Instant.ofEpochMilli(-Math.floorDiv(-toMillis, windowMillis) * windowMillis));
  }

  /** Whether a row's whole window lies inside. */
  boolean holds(RowPosition row) {
    return !Instant.ofEpochMilli(row.startMillis()).isBefore(from)
        && !Instant.ofEpochMilli(row.windowEndMillis()).isAfter(to);
  }
}
