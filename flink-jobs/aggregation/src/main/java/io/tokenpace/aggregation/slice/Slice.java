package io.tokenpace.aggregation.slice;

import io.tokenpace.aggregation.rollup.Place;
import io.tokenpace.aggregation.rollup.RollupKey;
import io.tokenpace.schemas.codec.SeriesLabels;
import io.tokenpace.schemas.metrics.MetricGroup;
import io.tokenpace.schemas.metrics.MetricSet;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What one node did in one slice of event time, as far as it was not given away yet.
 *
 * <p>NOT thread-safe.
 */
final class Slice {
  final long startMillis;

  /** Where the node stood when the slice was begun. */
  final Place place;

  /** By labels, what has come since the last time the slice was given away. */
  final Map<SeriesLabels, MetricSet> parts = new HashMap<>();

  /** By labels, what has been charged, or has ended unseen, since the last time. */
  final Map<SeriesLabels, MetricSet> charges = new HashMap<>();

  /** By key, what does not add up over its labels, since the last time. */
  final Map<RollupKey, MetricSet> ofKeys = new HashMap<>();

  /** Groups of metrics every key the slice feeds knows, if only as zeros. */
  final Set<MetricGroup> known = EnumSet.noneOf(MetricGroup.class);

  /** Whether that is more than the keys were told; only while the slice is given away. */
  boolean knowsMore;

  /**
   * By roll-up key, reports that added to it from a base time in another slice, since the slice was
   * last given away.
   */
  final Map<RollupKey, Long> reportsFromElsewhere = new HashMap<>();

  /** By roll-up key the node has fed, how much of the coverage the key was told. */
  final Map<RollupKey, Coverage> told = new HashMap<>();

  /** Labels the report that is being folded has added to; empty between reports. */
  final Set<SeriesLabels> touched = new HashSet<>();

  Coverage coverage = Coverage.NONE;

  /** Whether the slice's end has passed: what comes now is given away at once. */
  boolean due;

  /**
   * Reports of the node in the slice.
   *
   * @param received that have come
   * @param missing that are known to be missing
   */
  record Coverage(long received, long missing) {
    static final Coverage NONE = new Coverage(0, 0);

    Coverage plus(long moreReceived, long moreMissing) {
      return new Coverage(received + moreReceived, missing + moreMissing);
    }
  }

  Slice(long startMillis, Place place) {
    this.startMillis = startMillis;
    this.place = place;
  }

  /** Every key the slice feeds knows a group from now on. */
  void know(MetricGroup group) {
    knowsMore |= known.add(group);
  }

  /**
   * Charges do not feed a key: reports that only show that a GPU was there do not cover it. Nor do
   * ends nobody saw, which may be taken back.
   */
  MetricSet charge(SeriesLabels labels) {
    return charges.computeIfAbsent(labels, absent -> new MetricSet());
  }

  /** What is added for one key alone; it does not feed the key. */
  MetricSet ofKey(RollupKey key) {
    return ofKeys.computeIfAbsent(key, absent -> new MetricSet());
  }

  MetricSet part(SeriesLabels labels) {
    touched.add(labels);
    return parts.computeIfAbsent(labels, absent -> new MetricSet());
  }
}
