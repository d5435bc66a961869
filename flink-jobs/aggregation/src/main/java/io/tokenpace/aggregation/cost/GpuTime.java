package io.tokenpace.aggregation.cost;

import java.math.BigInteger;

/**
 * GPU time of one type on one node within a slice, and what it is worth before it is rounded.
 *
 * <p>NOT thread-safe.
 */
public final class GpuTime {
  /** A price is nano-dollars an hour, time is microseconds. */
  private static final BigInteger MICROS_PER_HOUR = BigInteger.valueOf(3_600_000_000L);

  private long micros;
  private long unpricedMicros;

  /** Nano-dollars times microseconds per hour. */
  private BigInteger worth = BigInteger.ZERO;

  /** No time. */
  public GpuTime() {}

  /** Adds time at a price of a {@link PriceList}. */
  public void add(long addedMicros, long nanosPerHour) {
    micros += addedMicros;
    if (nanosPerHour == PriceList.UNPRICED) {
      unpricedMicros += addedMicros;
    } else {
      worth = worth.add(BigInteger.valueOf(addedMicros).multiply(BigInteger.valueOf(nanosPerHour)));
    }
  }

  /** Adds other time. */
  public void add(GpuTime other) {
    micros += other.micros;
    unpricedMicros += other.unpricedMicros;
    worth = worth.add(other.worth);
  }

  /** How long, GPU microseconds. */
  public long micros() {
    return micros;
  }

  /** Of it, without a price. */
  public long unpricedMicros() {
    return unpricedMicros;
  }

  /** What it is worth, in a unit that needs no rounding; only for comparing. */
  public BigInteger worth() {
    return worth;
  }

  /** What it costs, nano-dollars, rounded half up. */
  public long costNanos() {
    return worth
        .shiftLeft(1)
        .add(MICROS_PER_HOUR)
        .divide(MICROS_PER_HOUR.shiftLeft(1))
        .longValueExact();
  }
}
