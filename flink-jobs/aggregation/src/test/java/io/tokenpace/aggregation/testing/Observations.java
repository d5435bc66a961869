package io.tokenpace.aggregation.testing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Every observation of one latency, and their exact sum. */
public final class Observations {
  private final List<Long> micros = new ArrayList<>();
  private long sum;

  void add(long value) {
    add(value, value);
  }

  void add(long value, long toSum) {
    micros.add(value);
    sum += toSum;
  }

  void addToSum(long value) {
    sum += value;
  }

  /** How many there are. */
  public int count() {
    return micros.size();
  }

  /** Their exact sum. */
  public long sum() {
    return sum;
  }

  /** The smallest. */
  public long min() {
    return Collections.min(micros);
  }

  /** The largest. */
  public long max() {
    return Collections.max(micros);
  }

  /** The observation at a rank, from 1, once all are sorted. */
  public long nearestRank(int partsPerMillion) {
    List<Long> sorted = new ArrayList<>(micros);
    Collections.sort(sorted);
    long rank = ((long) sorted.size() * partsPerMillion + 999_999) / 1_000_000;
    return sorted.get((int) Math.max(1, rank) - 1);
  }
}
