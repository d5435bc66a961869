package io.tokenpace.aggregation.slice;

import io.tokenpace.aggregation.config.RollupSpec;
import io.tokenpace.aggregation.rollup.RollupKey;
import io.tokenpace.aggregation.slice.Slice.Coverage;
import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.MetricGroup;
import io.tokenpace.schemas.metrics.MetricSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Gives a slice's content away as one partial per roll-up key: series are merged here, so that a
 * key gets one partial per node and slice however many series feed it.
 *
 * <p>Coverage is the node's, not a series': every key the node has fed in the slice is told all of
 * it, a key fed for the first time the whole, any other what has changed since.
 *
 * <p>Thread-safe: holds no state but the roll-ups.
 */
final class SliceGiver {
  private final List<RollupSpec> rollups;

  SliceGiver(List<RollupSpec> rollups) {
    this.rollups = rollups;
  }

  /** Counts the report that was just folded for every key it added to in a slice not its own. */
  void countReportFromElsewhere(Slice slice) {
    Set<RollupKey> keys = new HashSet<>();
    for (RollupSpec rollup : rollups) {
      slice.touched.forEach(labels -> keys.add(RollupKey.of(rollup, slice.place, labels)));
    }
    keys.forEach(key -> slice.reportsFromElsewhere.merge(key, 1L, Long::sum));
  }

  /** Gives away what has come since the last time. */
  void give(Slice slice, NodeFolder.Output output) {
    for (RollupSpec rollup : rollups) {
      give(rollup, slice, output);
    }
    slice.parts.clear();
    slice.unseenEnds.clear();
    slice.ofKeys.clear();
    slice.reportsFromElsewhere.clear();
    slice.knowsMore = false;
  }

  private static void give(RollupSpec rollup, Slice slice, NodeFolder.Output output) {
    Map<RollupKey, MetricSet> byKey = new LinkedHashMap<>();
    for (RollupKey key : slice.told.keySet()) {
      if (key.rollup().equals(rollup.name())) {
        byKey.put(key, new MetricSet());
      }
    }
    if (rollup.ofNodes() && !slice.coverage.equals(Coverage.NONE)) {
      byKey.computeIfAbsent(RollupKey.ofNode(rollup, slice.place), absent -> new MetricSet());
    }
    Set<RollupKey> changed = new HashSet<>();
    slice.parts.forEach(
        (labels, part) -> {
          RollupKey key = RollupKey.of(rollup, slice.place, labels);
          byKey.computeIfAbsent(key, absent -> new MetricSet()).merge(part);
          changed.add(key);
        });
    Set<RollupKey> covered = Set.copyOf(byKey.keySet());
    slice.unseenEnds.forEach(
        (labels, ends) -> {
          RollupKey key = RollupKey.of(rollup, slice.place, labels);
          byKey.computeIfAbsent(key, absent -> new MetricSet()).merge(ends);
          changed.add(key);
        });
    slice.ofKeys.forEach(
        (key, ofKey) -> {
          if (key.rollup().equals(rollup.name())) {
            byKey.computeIfAbsent(key, absent -> new MetricSet()).merge(ofKey);
            changed.add(key);
          }
        });
    Set<MetricGroup> known = slice.known(rollup, slice.place.gpuType());
    byKey.forEach(
        (key, metrics) -> {
          if (!covered.contains(key)) {
            output.partial(new SlicePartial(key, slice.startMillis, metrics));
            return;
          }
          Coverage more = slice.coverage.minus(slice.told.getOrDefault(key, Coverage.NONE));
          long folded = more.received() + slice.reportsFromElsewhere.getOrDefault(key, 0L);
          boolean changedOtherwise = slice.knowsMore || changed.contains(key);
          if (more.equals(Coverage.NONE) && folded == 0 && !changedOtherwise) {
            return;
          }
          known.forEach(metrics::know);
          cover(slice, more, folded, metrics);
          slice.told.put(key, slice.coverage);
          output.partial(new SlicePartial(key, slice.startMillis, metrics));
        });
  }

  private static void cover(Slice slice, Coverage more, long folded, MetricSet metrics) {
    metrics.add(Counter.REPORTS_RECEIVED, more.received());
    metrics.add(Counter.REPORTS_MISSING, more.missing());
    metrics.add(Counter.LATE_REPORTS, more.late());
    metrics.add(Counter.AGENT_DROPPED_EVENTS, more.dropped());
    metrics.add(Counter.FOLDED, folded);
    if (slice.clockSkewMicros >= 0) {
      metrics.add(Counter.NODE_CLOCK_SKEW_MICROS, slice.clockSkewMicros);
    }
  }
}
