package io.tokenpace.aggregation.window;

import io.tokenpace.schemas.metrics.MetricSet;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Everything the job keeps of one roll-up key: the panes of each rolling window.
 *
 * <p>NOT thread-safe.
 */
public final class RollupState {
  final List<PerWindow> windows = new ArrayList<>();

  /** What is kept for one rolling window. */
  static final class PerWindow {
    /** By start, milliseconds: what the slices of each pane add up to. */
    final TreeMap<Long, MetricSet> panes = new TreeMap<>();

    /** By end, milliseconds: how often a row was issued. */
    final TreeMap<Long, Integer> issued = new TreeMap<>();

    /** Ends of rows that were touched after they were due, to be issued at the next slide. */
    final TreeSet<Long> touchedLate = new TreeSet<>();

    boolean isEmpty() {
      return panes.isEmpty() && issued.isEmpty() && touchedLate.isEmpty();
    }
  }

  /**
   * A key nothing is known of.
   *
   * @param windowCount number of rolling windows
   */
  public RollupState(int windowCount) {
    for (int window = 0; window < windowCount; window++) {
      windows.add(new PerWindow());
    }
  }

  /** Whether there is nothing left to keep. */
  public boolean isEmpty() {
    return windows.stream().allMatch(PerWindow::isEmpty);
  }
}
