package io.tokenpace.postgres.testing;

import java.math.BigDecimal;
import java.util.List;

/** Percentiles by sorting, to hold those of histograms against. */
public final class NearestRank {
  private NearestRank() {}

  /**
   * The value with rank max(1, ⌈q · n⌉).
   *
   * @param values at least one
   * @param partsPerMillion q, from 0 to 1,000,000
   */
  public static long of(List<Long> values, int partsPerMillion) {
    List<Long> sorted = values.stream().sorted().toList();
    long rank = Math.max(1, (sorted.size() * (long) partsPerMillion + 999_999) / 1_000_000);
    return sorted.get((int) rank - 1);
  }

  /** Whether a percentile in ms is within 1 % or 1 µs of an exact value in µs. */
  public static boolean matches(BigDecimal millis, long exactMicros) {
    BigDecimal distance = millis.movePointRight(3).subtract(BigDecimal.valueOf(exactMicros)).abs();
    return distance.compareTo(BigDecimal.valueOf(Math.max(1, exactMicros / 100))) <= 0;
  }
}
