package io.tokenpace.report.rows;

import io.tokenpace.schemas.histogram.PackedHistogram;
import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.Latency;
import io.tokenpace.schemas.metrics.MetricSet;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * A row as far as it was read: its counters, and of some latencies the histograms, packed.
 *
 * <p>Thread-safe: nobody changes it.
 */
final class PackedRow {
  private static final int SET_BYTES = 200 + Long.BYTES * Counter.ALL.size();
  private static final int HISTOGRAM_BYTES = 120;

  private final MetricSet counters;

  /** By the latencies that were read; empty where their group is unknown. */
  private final Map<Latency, Optional<PackedHistogram>> latencies;

  /**
   * A row.
   *
   * @param counters taken over
   * @param latencies those that were read, empty where their group is unknown; taken over
   */
  PackedRow(MetricSet counters, Map<Latency, Optional<PackedHistogram>> latencies) {
    this.counters = counters;
    this.latencies = latencies;
  }

  /** Whether all of some latencies were read. */
  boolean has(Collection<Latency> asked) {
    return latencies.keySet().containsAll(asked);
  }

  /** Whether a latency was read. */
  boolean has(Latency latency) {
    return latencies.containsKey(latency);
  }

  /** This row with what another reading of the same issue of it has besides. */
  PackedRow with(PackedRow other) {
    Map<Latency, Optional<PackedHistogram>> all = new EnumMap<>(Latency.class);
    all.putAll(latencies);
    all.putAll(other.latencies);
    return new PackedRow(counters, all);
  }

  /**
   * Adds the row to a set.
   *
   * @param asked the latencies that are added, all of which were read
   */
  void addTo(MetricSet sum, Collection<Latency> asked) {
    sum.merge(counters);
    for (Latency latency : asked) {
      Optional<PackedHistogram> packed = latencies.get(latency);
      if (packed == null) {
        throw new IllegalArgumentException(
            "latency: %s (expected: one of %s)".formatted(latency, latencies.keySet()));
      }
      packed.ifPresent(histogram -> histogram.addTo(sum.observe(latency)));
    }
  }

  /** The row as a set, with some latencies, all of which were read. */
  MetricSet parts(Collection<Latency> asked) {
    MetricSet parts = new MetricSet();
    addTo(parts, asked);
    return parts;
  }

  /** About how much memory it takes. */
  int bytes() {
    int bytes = SET_BYTES;
    for (Optional<PackedHistogram> histogram : latencies.values()) {
      bytes += histogram.map(packed -> HISTOGRAM_BYTES + packed.bytes()).orElse(0);
    }
    return bytes;
  }
}
