package io.tokenpace.aggregation.gauge;

/**
 * The integral of samples over time, in units larger than sample × µs: kept exact, as whole units
 * and what is over, so that it is rounded once and not once a sample.
 *
 * <p>NOT thread-safe.
 */
final class Area {
  private final long divisor;
  private long whole;

  /** Of sample × µs, what makes no whole unit; less than the divisor. */
  private long over;

  /**
   * Nothing.
   *
   * @param divisor how many of sample × µs make a unit, 1 or more
   */
  Area(long divisor) {
    this.divisor = divisor;
  }

  /**
   * Adds a sample that held.
   *
   * @param value the sample, 0 or more; at most 2^28, as all that reports may hold
   * @param micros for how long, 0 or more
   * @throws ArithmeticException if that is more than a long holds: a sample of 2^28 for 9 hours
   */
  void add(long value, long micros) {
    long exact = Math.multiplyExact(value, micros);
    whole = Math.addExact(whole, exact / divisor);
    over += exact % divisor;
    if (over >= divisor) {
      over -= divisor;
      whole++;
    }
  }

  /** The integral in its unit, half up. */
  long units() {
    return over >= divisor - over ? whole + 1 : whole;
  }
}
