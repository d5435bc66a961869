package io.tokenpace.aggregation.config;

import java.io.Serializable;

/**
 * The bounds that divide a latency into excellent (below the first), acceptable (up to the second),
 * slow (up to the third) and poor (above it).
 *
 * @param excellentBelowMicros excellent is below this
 * @param acceptableUpToMicros acceptable is from there up to and with this
 * @param slowUpToMicros slow is from there up to and with this
 */
public record Bands(long excellentBelowMicros, long acceptableUpToMicros, long slowUpToMicros)
    implements Serializable {
  /** Which band a value is in. */
  public enum Band {
    /** Below the first bound. */
    EXCELLENT,
    /** Up to the second. */
    ACCEPTABLE,
    /** Up to the third. */
    SLOW,
    /** Above all. */
    POOR
  }

  /** Checks that the bounds ascend. */
  public Bands {
    if (!(excellentBelowMicros > 0
        && acceptableUpToMicros >= excellentBelowMicros
        && slowUpToMicros >= acceptableUpToMicros)) {
      throw new IllegalArgumentException(
          "bands: %d, %d, %d µs (expected: ascending bounds above 0)"
              .formatted(excellentBelowMicros, acceptableUpToMicros, slowUpToMicros));
    }
  }

  /**
   * The band of a quotient, compared without rounding.
   *
   * @param numeratorMicros a time, at least 0
   * @param divisor what it is divided by, at least 1
   */
  public Band of(long numeratorMicros, long divisor) {
    // Below, not at, the bound is excellent: a whole number of microseconds less than the product.
    if (numeratorMicros < excellentBelowMicros * divisor) {
      return Band.EXCELLENT;
    }
    if (numeratorMicros <= acceptableUpToMicros * divisor) {
      return Band.ACCEPTABLE;
    }
    return numeratorMicros <= slowUpToMicros * divisor ? Band.SLOW : Band.POOR;
  }
}
