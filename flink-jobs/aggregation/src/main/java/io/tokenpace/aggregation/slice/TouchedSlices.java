package io.tokenpace.aggregation.slice;

import io.tokenpace.aggregation.rollup.Place;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the slices of a node, begins those that are not there yet, and remembers which of them the
 * report that is being folded has touched.
 *
 * <p>NOT thread-safe: one report at a time.
 */
final class TouchedSlices {
  private final SliceTimes times;
  private final List<Slice> touched = new ArrayList<>();

  TouchedSlices(SliceTimes times) {
    this.times = times;
  }

  /** Slices the report has touched, in the order it did; none between reports. */
  List<Slice> touched() {
    return touched;
  }

  /** The slice a moment lies in, which the report touches. */
  Slice touch(Folding folding, long micros, Place place) {
    Slice slice = at(folding, times.startMillis(micros), place);
    touch(slice);
    return slice;
  }

  void touch(Slice slice) {
    if (!touched.contains(slice)) {
      touched.add(slice);
    }
  }

  /** The slice that begins at a moment. */
  Slice at(Folding folding, long startMillis, Place place) {
    Slice slice = folding.node().slices.get(startMillis);
    if (slice == null) {
      slice = new Slice(startMillis, place);
      folding.node().slices.put(startMillis, slice);
      slice.due = times.dueMillis(startMillis) <= folding.watermarkMillis();
      wake(folding, startMillis);
    }
    return slice;
  }

  /** Asks to be woken when a slice is due, and when it is closed. */
  void wake(Folding folding, long startMillis) {
    long watermark = folding.watermarkMillis();
    if (times.dueMillis(startMillis) > watermark) {
      folding.output().wakeAt(times.dueMillis(startMillis));
    }
    folding.output().wakeAt(SliceTimes.later(times.closedMillis(startMillis), watermark));
  }
}
