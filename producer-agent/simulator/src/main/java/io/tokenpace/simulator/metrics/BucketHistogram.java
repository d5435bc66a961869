package io.tokenpace.simulator.metrics;

import java.util.Locale;

/**
 * A Prometheus histogram of durations.
 *
 * <p>NOT thread-safe.
 */
final class BucketHistogram {
  private static final double NANOS_PER_SECOND = 1e9;

  private final double[] boundsSeconds;
  private final long[] counts;
  private long sumNanos;

  BucketHistogram(double... boundsSeconds) {
    this.boundsSeconds = boundsSeconds;
    this.counts = new long[boundsSeconds.length + 1];
  }

  void observe(long nanos) {
    int bucket = 0;
    while (bucket < boundsSeconds.length && nanos > boundsSeconds[bucket] * NANOS_PER_SECOND) {
      bucket++;
    }
    counts[bucket]++;
    sumNanos += nanos;
  }

  void append(StringBuilder text, String name, String labels) {
    text.append("# TYPE ").append(name).append(" histogram\n");
    long cumulative = 0;
    for (int bucket = 0; bucket < counts.length; bucket++) {
      cumulative += counts[bucket];
      String bound = bucket < boundsSeconds.length ? String.valueOf(boundsSeconds[bucket]) : "+Inf";
      text.append(name).append("_bucket{").append(labels).append(",le=\"").append(bound);
      text.append("\"} ").append(cumulative).append(".0\n");
    }
    text.append(name).append("_count{").append(labels).append("} ");
    text.append(cumulative).append(".0\n");
    text.append(name).append("_sum{").append(labels).append("} ");
    text.append(String.format(Locale.ROOT, "%.9f", sumNanos / NANOS_PER_SECOND)).append('\n');
  }
}
