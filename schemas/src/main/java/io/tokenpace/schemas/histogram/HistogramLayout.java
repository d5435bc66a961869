package io.tokenpace.schemas.histogram;

/**
 * Which cell of a histogram a value falls into: HdrHistogram's layout with two significant digits,
 * unit 1 µs, values up to 2^40 − 1 µs (12.7 days).
 *
 * <pre>
 *   v &lt; 256:  index = v                           width 1
 *   else:     index = (b &lt;&lt; 7) + (v &gt;&gt; b)         width 2^b,  b = bitLength(v) − 8
 * </pre>
 *
 * <p>A cell from 256 on is at most 1/128 of its values wide, so its midpoint is within 0.4 % of any
 * of them. Source: Gil Tene's HdrHistogram, {@code AbstractHistogram.countsArrayIndex}; the test
 * holds this class against that library.
 */
public final class HistogramLayout {
  /** Largest value a histogram can hold, microseconds. */
  public static final long MAX_VALUE_MICROS = (1L << 40) - 1;

  /** Number of cells. */
  public static final int CELLS = (32 << 7) + 256;

  private HistogramLayout() {}

  /**
   * The cell of a value.
   *
   * @param valueMicros from 0 to {@link #MAX_VALUE_MICROS}; others give an index out of range
   */
  public static int index(long valueMicros) {
    if (valueMicros < 256) {
      return (int) valueMicros;
    }
    int shift = 56 - Long.numberOfLeadingZeros(valueMicros);
    return (shift << 7) + (int) (valueMicros >> shift);
  }

  /** Smallest value of a cell, microseconds. */
  public static long lowMicros(int index) {
    if (index < 256) {
      return index;
    }
    int shift = (index >> 7) - 1;
    return (long) (index - (shift << 7)) << shift;
  }

  /** Number of different values of a cell. */
  public static long width(int index) {
    return index < 256 ? 1 : 1L << ((index >> 7) - 1);
  }

  /** The value that stands for a cell: low + width / 2 in integers, microseconds. */
  public static long midpointMicros(int index) {
    return lowMicros(index) + width(index) / 2;
  }
}
