package io.tokenpace.aggregation.slice;

import io.tokenpace.aggregation.config.RollupSpec;
import io.tokenpace.aggregation.rollup.RollupKey;
import io.tokenpace.aggregation.slice.Slice.Coverage;
import io.tokenpace.schemas.metrics.Counter;
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
    slice.charges.clear();
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
    if (rollup.ofNodes() && slice.coverage.received() > 0) {
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
    slice.charges.forEach(
        (labels, charge) -> {
          RollupKey key = RollupKey.of(rollup, slice.place, labels);
          byKey.computeIfAbsent(key, absent -> new MetricSet()).merge(charge);
          changed.add(key);
        });
    slice.ofKeys.forEach(
        (key, ofKey) -> {
          if (key.rollup().equals(rollup.name())) {
            byKey.computeIfAbsent(key, absent -> new MetricSet()).merge(ofKey);
            changed.add(key);
          }
        });
    byKey.forEach(
        (key, metrics) -> {
          if (!covered.contains(key)) {
            output.partial(new SlicePartial(key, slice.startMillis, metrics));
            return;
          }
          slice.known.forEach(metrics::know);
          Coverage told = slice.told.getOrDefault(key, Coverage.NONE);
          long received = slice.coverage.received() - told.received();
          long missing = slice.coverage.missing() - told.missing();
          long folded = received + slice.reportsFromElsewhere.getOrDefault(key, 0L);
          boolean more = slice.knowsMore || changed.contains(key);
          if (received == 0 && missing == 0 && folded == 0 && !more) {
            return;
          }
          metrics.add(Counter.REPORTS_RECEIVED, received);
          metrics.add(Counter.REPORTS_MISSING, missing);
          metrics.add(Counter.FOLDED, folded);
          slice.told.put(key, slice.coverage);
          output.partial(new SlicePartial(key, slice.startMillis, metrics));
        });
  }
}
