package io.tokenpace.report.json;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** The dictionary's rounding: half up, once, from exact integers. */
final class Rounding {
  private static final int VALUE_DECIMALS = 3;
  private static final int MEAN_DECIMALS = 6;
  private static final long MICROS_PER_MILLI = 1_000;

  private Rounding() {}

  /** A time as milliseconds with 3 decimals; exact, as those are microseconds. */
  static BigDecimal millis(long micros) {
    return BigDecimal.valueOf(micros, VALUE_DECIMALS);
  }

  /**
   * The mean of times as milliseconds with 6 decimals.
   *
   * @param sum their exact sum, in a unit of which {@code perMicro} are one microsecond
   * @param count how many they are, at least 1
   */
  static BigDecimal meanMillis(long sum, long perMicro, long count) {
    BigDecimal perMilli = BigDecimal.valueOf(perMicro * MICROS_PER_MILLI);
    return quotient(
        BigDecimal.valueOf(sum), perMilli.multiply(BigDecimal.valueOf(count)), MEAN_DECIMALS);
  }

  /** A quotient with that many decimals; the divisor is not 0. */
  static BigDecimal quotient(BigDecimal dividend, BigDecimal divisor, int decimals) {
    return dividend.divide(divisor, decimals, RoundingMode.HALF_UP);
  }
}
