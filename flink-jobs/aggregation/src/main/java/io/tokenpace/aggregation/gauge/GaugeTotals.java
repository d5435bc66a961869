package io.tokenpace.aggregation.gauge;

import io.tokenpace.schemas.metrics.Counter;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * By source, what readings add up to. A counter that is there is known, if only as 0.
 *
 * <p>NOT thread-safe.
 */
public final class GaugeTotals {
  private final Map<GaugeSource, Map<Counter, Long>> bySource = new HashMap<>();

  /** Nothing. */
  public GaugeTotals() {}

  /** Adds to a counter of a source, by the counter's own rule of merging. */
  public void add(GaugeSource source, Counter counter, long value) {
    bySource
        .computeIfAbsent(source, absent -> new EnumMap<>(Counter.class))
        .merge(counter, value, counter.merge() == Counter.Merge.MAX ? Math::max : Math::addExact);
  }

  /**
   * What has to be added to other totals so that they become these. What is largest never shrinks.
   */
  public GaugeTotals minus(GaugeTotals others) {
    GaugeTotals more = new GaugeTotals();
    Set<GaugeSource> sources = new HashSet<>(bySource.keySet());
    sources.addAll(others.bySource.keySet());
    for (GaugeSource source : sources) {
      Map<Counter, Long> ours = of(source);
      Map<Counter, Long> theirs = others.of(source);
      Set<Counter> counters = new HashSet<>(ours.keySet());
      counters.addAll(theirs.keySet());
      for (Counter counter : counters) {
        long our = ours.getOrDefault(counter, 0L);
        long their = theirs.getOrDefault(counter, 0L);
        if (our != their || !theirs.containsKey(counter)) {
          more.add(
              source,
              counter,
              counter.merge() == Counter.Merge.MAX ? our : Math.subtractExact(our, their));
        }
      }
    }
    return more;
  }

  /** The counters of a source; not to be changed. */
  public Map<Counter, Long> of(GaugeSource source) {
    return bySource.getOrDefault(source, Map.of());
  }

  /** The sources; not to be changed. */
  public Set<GaugeSource> sources() {
    return bySource.keySet();
  }
}
