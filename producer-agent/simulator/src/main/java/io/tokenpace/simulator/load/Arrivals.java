package io.tokenpace.simulator.load;

/** When requests come. NOT thread-safe. */
interface Arrivals {
  /** No request comes any more. */
  long NONE = Long.MAX_VALUE;

  /** Nanoseconds from the start to the next request, or {@link #NONE}; never falls. */
  long next();
}
