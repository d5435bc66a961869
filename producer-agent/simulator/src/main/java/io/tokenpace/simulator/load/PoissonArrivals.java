package io.tokenpace.simulator.load;

import io.tokenpace.simulator.random.Draws;

/** A Poisson process: times between requests are exponential and know nothing of each other. */
final class PoissonArrivals implements Arrivals {
  private static final double NANOS_PER_SECOND = 1e9;

  private final Draws draws;
  private final double meanNanos;
  private double lastNanos;

  PoissonArrivals(long seed, double perSecond) {
    this.draws = Draws.of(seed, -1);
    this.meanNanos = NANOS_PER_SECOND / perSecond;
  }

  @Override
  public long next() {
    lastNanos += draws.exponential(meanNanos);
    return Math.round(lastNanos);
  }
}
