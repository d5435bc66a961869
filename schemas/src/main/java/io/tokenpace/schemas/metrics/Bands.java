package io.tokenpace.schemas.metrics;

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
  /** The bounds of the time to first token, unless others are configured. */
  public static final Bands DEFAULT_TTFT = new Bands(200_000, 800_000, 1_000_000);

  /** The bounds of the time per output token, unless others are configured. */
  public static final Bands DEFAULT_TPOT = new Bands(30_000, 80_000, 100_000);

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
    // Bounds are whole: the quotient is below one if its floor is, and up to one if its ceiling is.
    // Unlike bound × divisor, neither can overflow.
    long floor = numeratorMicros / divisor;
    long ceiling = numeratorMicros % divisor == 0 ? floor : floor + 1;
    if (floor < excellentBelowMicros) {
      return Band.EXCELLENT;
    }
    if (ceiling <= acceptableUpToMicros) {
      return Band.ACCEPTABLE;
    }
    return ceiling <= slowUpToMicros ? Band.SLOW : Band.POOR;
  }
}
