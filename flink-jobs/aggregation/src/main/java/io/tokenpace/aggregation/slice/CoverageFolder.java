package io.tokenpace.aggregation.slice;

import io.tokenpace.aggregation.gauge.DropReadings;
import io.tokenpace.aggregation.slice.Slice.Coverage;
import io.tokenpace.schemas.codec.DropCursor;
import io.tokenpace.schemas.codec.ReportCursor;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Counts what came of a node's reports and what did not, in the slices that are open.
 *
 * <p>Source: the metric dictionary, "Trust in a row".
 *
 * <p>Thread-safe: holds no state but whether traffic is live.
 */
final class CoverageFolder {
  private final boolean live;

  CoverageFolder(boolean live) {
    this.live = live;
  }

  /**
   * Takes a report that is new and in time.
   *
   * @param appendedMicros when the broker took it; below 0 if that is not known
   * @param missing how many reports it shows to be missing
   * @param base the slice of its base time
   * @param changed takes every other slice that has changed
   */
  void folded(
      NodeState node,
      BootState boot,
      ReportCursor report,
      long appendedMicros,
      long missing,
      Slice base,
      Consumer<Slice> changed) {
    base.coverage = base.coverage.plus(1, missing);
    if (live && appendedMicros >= 0) {
      long skewMicros = Math.abs(report.completeThroughMicros() - appendedMicros);
      base.clockSkewMicros = Math.max(base.clockSkewMicros, skewMicros);
    }
    // A report that was missing has come: the slice that counted it as missing is told.
    long shownIn = boot.sequences.takeBack(report.sequence());
    change(node, shownIn, coverage -> coverage.plus(0, -1), changed);
    foldDrops(node, boot, report, base, changed);
  }

  /** A report that says nothing of drops changes nothing, but for a boot's first: none were yet. */
  private static void foldDrops(
      NodeState node, BootState boot, ReportCursor report, Slice base, Consumer<Slice> changed) {
    long events = 0;
    boolean said = report.sequence() == 0;
    for (DropCursor drop = report.drops(); drop.next(); ) {
      events += drop.events();
      said = true;
    }
    if (said) {
      boot.drops.add(
          report.sequence(),
          new DropReadings.Reading(base.startMillis, events),
          (start, more) -> change(node, start, was -> was.plusDropped(more), changed));
    }
  }

  private static void change(
      NodeState node, long sliceStart, UnaryOperator<Coverage> change, Consumer<Slice> changed) {
    Slice slice = node.slices.get(sliceStart);
    if (slice != null) {
      slice.coverage = change.apply(slice.coverage);
      changed.accept(slice);
    }
  }
}
