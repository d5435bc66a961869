package io.tokenpace.aggregation.slice;

import io.tokenpace.aggregation.config.RollupSpec;
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

  /** By labels, requests that have ended unseen since the last time. */
  final Map<SeriesLabels, MetricSet> unseenEnds = new HashMap<>();

  /** By key, what does not add up over its labels, since the last time. */
  final Map<RollupKey, MetricSet> ofKeys = new HashMap<>();

  /** By type of the node's GPUs, groups every key the slice feeds knows, if only as zeros. */
  final Map<String, Set<MetricGroup>> knownByGpuType = new HashMap<>();

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

  /** How far event time was from append time at most; −1 if that is not known. */
  long clockSkewMicros = -1;

  /** Whether the slice's end has passed: what comes now is given away at once. */
  boolean due;

  /**
   * Reports of the node in the slice.
   *
   * @param received that have come
   * @param missing that are known to be missing
   * @param late that were refused, as they came too late for their own slice, while event time
   *     stood in this one
   * @param dropped events they say could not be reported
   */
  record Coverage(long received, long missing, long late, long dropped) {
    static final Coverage NONE = new Coverage(0, 0, 0, 0);

    Coverage plus(long moreReceived, long moreMissing) {
      return new Coverage(received + moreReceived, missing + moreMissing, late, dropped);
    }

    Coverage plusLate() {
      return new Coverage(received, missing, late + 1, dropped);
    }

    Coverage plusDropped(long moreEvents) {
      return new Coverage(received, missing, late, dropped + moreEvents);
    }

    Coverage minus(Coverage other) {
      return new Coverage(
          received - other.received,
          missing - other.missing,
          late - other.late,
          dropped - other.dropped);
    }
  }

  Slice(long startMillis, Place place) {
    this.startMillis = startMillis;
    this.place = place;
  }

  /** Every key the slice feeds knows a group from now on, as far as it is about a type of GPUs. */
  void know(String gpuType, MetricGroup group) {
    knowsMore |=
        knownByGpuType
            .computeIfAbsent(gpuType, absent -> EnumSet.noneOf(MetricGroup.class))
            .add(group);
  }

  /**
   * Groups that keys of a roll-up know.
   *
   * @param gpuType the type of GPUs they are about, if the roll-up tells types apart
   */
  Set<MetricGroup> known(RollupSpec rollup, String gpuType) {
    if (rollup.ofGpuTypes()) {
      return knownByGpuType.getOrDefault(gpuType, Set.of());
    }
    Set<MetricGroup> known = EnumSet.noneOf(MetricGroup.class);
    knownByGpuType.values().forEach(known::addAll);
    return known;
  }

  /**
   * What is added for one key alone; it does not feed the key: reports that only show that a GPU
   * was there do not cover it.
   */
  MetricSet ofKey(RollupKey key) {
    return ofKeys.computeIfAbsent(key, absent -> new MetricSet());
  }

  /**
   * Requests that have ended unseen. They do not feed a key either, as such an end may be taken
   * back.
   */
  MetricSet unseenEnd(SeriesLabels labels) {
    return unseenEnds.computeIfAbsent(labels, absent -> new MetricSet());
  }

  MetricSet part(SeriesLabels labels) {
    touched.add(labels);
    return parts.computeIfAbsent(labels, absent -> new MetricSet());
  }
}
