package io.tokenpace.aggregation.window;

import io.tokenpace.aggregation.config.PipelineConfig;
import io.tokenpace.aggregation.config.Run;
import io.tokenpace.aggregation.config.WindowSpec;
import io.tokenpace.aggregation.rollup.RollupKey;
import io.tokenpace.aggregation.slice.SlicePartial;
import io.tokenpace.aggregation.window.RollupState.PerWindow;
import io.tokenpace.schemas.metrics.MetricSet;
import io.tokenpace.schemas.metrics.WasteLedger;
import java.util.List;
import java.util.SortedMap;

/**
 * Rolls one key's partials into the rows of its windows.
 *
 * <p>Each window keeps panes as long as its slide; a partial is added to one pane of each, and a
 * row is the merge of its panes, so that a window's length costs nothing per event and nothing is
 * ever subtracted. A row is issued when event time passes its end; rows touched later are issued
 * again, once, at the next slide. A row takes what comes until the allowed lateness after its end;
 * a pane lives until the last row it is part of was issued for the last time.
 *
 * <p>NOT thread-safe.
 */
public final class WindowRoller {
  private final PipelineConfig config;
  private final boolean live;
  private final long endMillis;
  private final long latenessMillis;

  /** Takes rows, and when the key wants to be woken. */
  public interface Output {
    /** A row is due, or due again. */
    void row(WindowRow row);

    /** Asks for {@link WindowRoller#advance} once event time has passed a moment. */
    void wakeAt(long millis);
  }

  /** A roller for one run under one configuration. */
  public WindowRoller(PipelineConfig config, Run run) {
    this.config = config;
    this.live = run.live();
    this.endMillis = Math.floorDiv(run.endMicros(), 1_000);
    this.latenessMillis = run.allowedLatenessMillis(config.allowedLatenessMillis());
  }

  /** A key's first state. */
  public RollupState newState() {
    return new RollupState(config.windows().size());
  }

  /**
   * Adds a partial to the panes it belongs to.
   *
   * @param watermarkMillis event time that has passed
   * @return whether any window still took it; if not, it is lost and must be counted
   */
  public boolean add(RollupState state, SlicePartial partial, long watermarkMillis, Output output) {
    boolean taken = false;
    for (int i = 0; i < config.windows().size(); i++) {
      WindowSpec window = config.windows().get(i);
      long pane = window.paneStart(partial.sliceStartMillis());
      long lastEnd = pane + window.lengthMillis();
      if (closed(lastEnd, watermarkMillis)) {
        continue;
      }
      taken = true;
      PerWindow kept = state.windows.get(i);
      MetricSet sum = kept.panes.get(pane);
      if (sum == null) {
        sum = new MetricSet();
        kept.panes.put(pane, sum);
        output.wakeAt(expiryMillis(window, lastEnd));
        if (maySaySilent(lastEnd + window.slideMillis())) {
          wakeForSilence(window, lastEnd, kept, watermarkMillis, output);
        }
      }
      sum.merge(partial.metrics());
      for (long end = pane + window.slideMillis(); end <= lastEnd; end += window.slideMillis()) {
        wakeForRow(window, end, kept, watermarkMillis, output);
      }
    }
    return taken;
  }

  /** Whether a row of zeros may end at a moment: history has none, nor has the time after a run. */
  private boolean maySaySilent(long end) {
    return live && end <= endMillis;
  }

  /** One slide after the last row with data, a row of zeros says that the key fell silent. */
  private void wakeForSilence(
      WindowSpec window, long lastEnd, PerWindow kept, long watermarkMillis, Output output) {
    long silentEnd = lastEnd + window.slideMillis();
    if (rowPanes(window, kept, silentEnd).isEmpty()) {
      wakeForRow(window, silentEnd, kept, watermarkMillis, output);
    }
    output.wakeAt(expiryMillis(window, silentEnd));
  }

  private void wakeForRow(
      WindowSpec window, long end, PerWindow kept, long watermarkMillis, Output output) {
    if (end - 1 > watermarkMillis) {
      output.wakeAt(end - 1);
    } else if (!closed(end, watermarkMillis) && kept.touchedLate.add(end)) {
      long nextEnd = window.paneStart(watermarkMillis + 1) + window.slideMillis();
      output.wakeAt(nextEnd - 1);
    }
  }

  private static SortedMap<Long, MetricSet> rowPanes(WindowSpec window, PerWindow kept, long end) {
    return kept.panes.subMap(end - window.lengthMillis(), end);
  }

  /**
   * Does what is due when event time has passed a moment.
   *
   * @param millis a moment asked for by {@link Output#wakeAt}
   */
  public void advance(RollupState state, RollupKey key, long millis, Output output) {
    for (int i = 0; i < config.windows().size(); i++) {
      WindowSpec window = config.windows().get(i);
      PerWindow kept = state.windows.get(i);
      if ((millis + 1) % window.slideMillis() == 0) {
        issue(key, window, kept, millis + 1, output);
        for (long late : List.copyOf(kept.touchedLate)) {
          issue(key, window, kept, late, output);
        }
        kept.touchedLate.clear();
      }
      // All that expired at a moment lies before one end: nothing that is kept is visited.
      long lastExpiredEnd = millis - expiryMillis(window, 0);
      kept.panes.headMap(lastExpiredEnd - window.lengthMillis(), true).clear();
      kept.issued.headMap(lastExpiredEnd, true).clear();
    }
  }

  private void issue(RollupKey key, WindowSpec window, PerWindow kept, long end, Output output) {
    SortedMap<Long, MetricSet> panes = rowPanes(window, kept, end);
    boolean fellSilent =
        maySaySilent(end)
            && kept.panes.containsKey(end - window.lengthMillis() - window.slideMillis());
    if (panes.isEmpty() && !fellSilent) {
      return;
    }
    MetricSet sum = new MetricSet();
    config.groups().forEach(sum::know);
    panes.values().forEach(sum::merge);
    WasteLedger.divideCost(sum);
    int before = kept.issued.merge(end, 1, Integer::sum) - 1;
    output.row(new WindowRow(key, window, end, before, sum));
  }

  /** Whether nothing that is in time can touch the row that ends at a moment any more. */
  private boolean closed(long end, long watermarkMillis) {
    return end + latenessMillis <= watermarkMillis;
  }

  /** When a row is forgotten: a slide after it closed, so that its last touch is issued whole. */
  private long expiryMillis(WindowSpec window, long end) {
    return end + latenessMillis + window.slideMillis();
  }
}
