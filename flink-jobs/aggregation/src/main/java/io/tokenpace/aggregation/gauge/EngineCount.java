package io.tokenpace.aggregation.gauge;

import io.tokenpace.schemas.metrics.Counter;
import org.jspecify.annotations.Nullable;

/** A cumulative counter of engines of which the increase is counted. */
public enum EngineCount {
  /** Tokens found in the prefix cache. */
  PREFIX_CACHE_HITS("prefix_cache_hits", "tokens", Counter.PREFIX_CACHE_HITS),
  /** Tokens looked up there. */
  PREFIX_CACHE_QUERIES("prefix_cache_queries", "tokens", Counter.PREFIX_CACHE_QUERIES),
  /** Requests put back for want of memory. */
  PREEMPTIONS("preemptions", "count", Counter.PREEMPTIONS);

  private final String engineName;
  private final String unit;
  private final Counter counter;

  EngineCount(String engineName, String unit, Counter counter) {
    this.engineName = engineName;
    this.unit = unit;
    this.counter = counter;
  }

  /** The counter that readings of a name and unit are of; null if nobody counts them. */
  public static @Nullable EngineCount of(String name, String unit) {
    for (EngineCount count : values()) {
      if (count.engineName.equals(name) && count.unit.equals(unit)) {
        return count;
      }
    }
    return null;
  }

  /** What its increase is counted as. */
  Counter counter() {
    return counter;
  }
}
