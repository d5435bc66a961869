package io.tokenpace.report.rows;

/**
 * Where a tumbling row of some key lies.
 *
 * @param windowMillis length of its window, at least 1
 * @param windowEndMillis end of its window, exclusive, milliseconds since the epoch; a multiple of
 *     the length
 */
record RowPosition(long windowMillis, long windowEndMillis) {
  RowPosition {
    if (!(windowMillis >= 1) || Math.floorMod(windowEndMillis, windowMillis) != 0) {
      throw new IllegalArgumentException(
          "window: %d ms up to %d (expected: a length >= 1 that divides the end)"
              .formatted(windowMillis, windowEndMillis));
    }
  }

  long startMillis() {
    return windowEndMillis - windowMillis;
  }
}
