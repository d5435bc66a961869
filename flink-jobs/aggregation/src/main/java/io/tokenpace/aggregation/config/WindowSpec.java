package io.tokenpace.aggregation.config;

import java.io.Serializable;

/**
 * A rolling window: rows of its length, one every slide.
 *
 * @param lengthMillis length, a multiple of the slide
 * @param slideMillis distance between the ends of two windows; ends are multiples of it since the
 *     epoch, UTC
 */
public record WindowSpec(long lengthMillis, long slideMillis) implements Serializable {
  /** Checks that slides tile the length. */
  public WindowSpec {
    if (!(slideMillis > 0 && lengthMillis > 0 && lengthMillis % slideMillis == 0)) {
      throw new IllegalArgumentException(
          "window: length %d ms, slide %d ms (expected: a length that is a multiple of the slide)"
              .formatted(lengthMillis, slideMillis));
    }
  }

  /** Start of the pane a moment lies in; panes are as long as the slide. */
  public long paneStart(long millis) {
    return Math.floorDiv(millis, slideMillis) * slideMillis;
  }

  /** Whether the window that ends at a moment is one of those that do not overlap. */
  public boolean tumbling(long endMillis) {
    return endMillis % lengthMillis == 0;
  }
}
