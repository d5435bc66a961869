package io.tokenpace.aggregation.cost;

/**
 * A share of the GPU time of a serving group in a slice.
 *
 * @param gpuMicros GPU time, microseconds
 * @param unpricedMicros of it, without a price
 * @param costNanos what the rest costs, nano-dollars
 */
public record Charge(long gpuMicros, long unpricedMicros, long costNanos) {
  /** Nothing. */
  public static final Charge NONE = new Charge(0, 0, 0);

  /** What is more in this one than in another. */
  public Charge minus(Charge other) {
    return new Charge(
        gpuMicros - other.gpuMicros,
        unpricedMicros - other.unpricedMicros,
        costNanos - other.costNanos);
  }
}
