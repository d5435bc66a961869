package io.tokenpace.schemas.metrics;

import io.tokenpace.schemas.histogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * The integer parts of a row: counters and latencies, and which groups of them are known. Merging
 * commutes, so parts give the same row in any order.
 *
 * <p>NOT thread-safe.
 */
public final class MetricSet {
  private static final int[] SUMS = positions(Counter.Merge.SUM);
  private static final int[] LARGEST = positions(Counter.Merge.MAX);

  private int groups;
  private final long[] counters = new long[Counter.ALL.size()];
  private final @Nullable Histogram[] latencies = new @Nullable Histogram[Latency.ALL.size()];

  private static int[] positions(Counter.Merge merge) {
    return Counter.ALL.stream()
        .filter(counter -> counter.merge() == merge)
        .mapToInt(Counter::ordinal)
        .toArray();
  }

  /** Says that a group is known, if only as zeros. */
  public void know(MetricGroup group) {
    groups |= group.bit();
  }

  /** Whether a group is known. */
  public boolean knows(MetricGroup group) {
    return (groups & group.bit()) != 0;
  }

  /**
   * Adds to a counter, by its own rule of merging, and knows its group from now on.
   *
   * @throws ArithmeticException if a sum does not fit into a long
   */
  public void add(Counter counter, long value) {
    int position = counter.ordinal();
    groups |= counter.group().bit();
    counters[position] =
        counter.merge() == Counter.Merge.MAX
            ? Math.max(counters[position], value)
            : sum(position, value);
  }

  /** What a counter becomes; better no row than one whose money or time has another sign. */
  private long sum(int position, long more) {
    long before = counters[position];
    long sum = before + more;
    if (((before ^ sum) & (more ^ sum)) < 0) {
      throw new ArithmeticException(
          "%s: %d + %d (expected: a sum from -2^63 to 2^63 - 1)"
              .formatted(Counter.ALL.get(position).columnName(), before, more));
    }
    return sum;
  }

  /** A counter's value; 0 while its group is unknown. */
  public long get(Counter counter) {
    return counters[counter.ordinal()];
  }

  /** The histogram of a latency, to be added to; knows its group from now on. */
  public Histogram observe(Latency latency) {
    groups |= latency.group().bit();
    Histogram histogram = latencies[latency.ordinal()];
    if (histogram == null) {
      histogram = new Histogram();
      latencies[latency.ordinal()] = histogram;
    }
    return histogram;
  }

  /** The histogram of a latency to be read, or null without observations. */
  public @Nullable Histogram latency(Latency latency) {
    Histogram histogram = latencies[latency.ordinal()];
    return histogram == null || histogram.count() == 0 ? null : histogram;
  }

  /**
   * Adds all of another set, which stays as it is.
   *
   * @throws ArithmeticException if a sum does not fit into a long; this set is of no use then
   */
  public void merge(MetricSet other) {
    groups |= other.groups;
    for (int position : SUMS) {
      counters[position] = sum(position, other.counters[position]);
    }
    for (int position : LARGEST) {
      counters[position] = Math.max(counters[position], other.counters[position]);
    }
    for (int position = 0; position < latencies.length; position++) {
      Histogram theirs = other.latencies[position];
      if (theirs == null) {
        continue;
      }
      Histogram ours = latencies[position];
      if (ours == null) {
        latencies[position] = theirs.copy();
      } else {
        ours.merge(theirs);
      }
    }
  }

  /** A set of the same values that shares nothing with this one. */
  public MetricSet copy() {
    MetricSet copy = new MetricSet();
    copy.merge(this);
    return copy;
  }
}
