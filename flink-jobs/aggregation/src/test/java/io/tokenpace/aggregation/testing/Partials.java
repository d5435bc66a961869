package io.tokenpace.aggregation.testing;

import io.tokenpace.aggregation.slice.NodeFolder;
import io.tokenpace.aggregation.slice.SlicePartial;
import io.tokenpace.schemas.metrics.MetricSet;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Keeps what a node gives away. */
public final class Partials implements NodeFolder.Output {
  private final List<SlicePartial> given = new ArrayList<>();
  private final TreeSet<Long> wakeUps = new TreeSet<>();

  @Override
  public void partial(SlicePartial partial) {
    given.add(partial);
  }

  @Override
  public void wakeAt(long millis) {
    wakeUps.add(millis);
  }

  /** Everything given for a key of a roll-up in a slice since the start, added up. */
  public MetricSet sum(String rollup, String labels, long sliceStartMillis) {
    MetricSet sum = new MetricSet();
    for (SlicePartial partial : given) {
      if (partial.key().rollup().equals(rollup)
          && partial.key().labels().equals(labels)
          && partial.sliceStartMillis() == sliceStartMillis) {
        sum.merge(partial.metrics());
      }
    }
    return sum;
  }

  /** Everything given, in order. */
  public List<SlicePartial> given() {
    return given;
  }

  /** Takes the wake-ups up to a moment. */
  public List<Long> due(long millis) {
    List<Long> due = List.copyOf(wakeUps.headSet(millis, true));
    wakeUps.removeAll(due);
    return due;
  }

  /** Whether a wake-up is still to come. */
  public boolean waits() {
    return !wakeUps.isEmpty();
  }
}
