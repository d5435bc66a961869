package io.tokenpace.aggregation.gauge;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one boot says it could not report, cumulative since its start: the increase from one report
 * that says it to the next is counted in the slice of the later. A boot's first report begins from
 * 0; without it, nothing can be said of the first that is known.
 *
 * <p>What the readings say does not depend on the order they come in.
 *
 * <p>NOT thread-safe.
 */
public final class DropReadings {
  private final TreeMap<Long, Reading> readings = new TreeMap<>();

  /**
   * What a report says.
   *
   * @param sliceMillis start of the report's slice
   * @param events events lost since the boot's start
   */
  public record Reading(long sliceMillis, long events) {}

  /** Takes what changes in slices. */
  public interface Changes {
    /** In a slice more were lost than was known, or fewer. */
    void change(long sliceMillis, long moreEvents);
  }

  /** No readings. */
  public DropReadings() {}

  /** Adds what a report says. */
  public void add(long sequence, Reading reading, Changes changes) {
    Map.Entry<Long, Reading> before = readings.lowerEntry(sequence);
    if (before != null && before.getValue().events() == reading.events()) {
      // It says nothing new, and whatever follows follows upon the one before as well.
      return;
    }
    Map.Entry<Long, Reading> next = readings.higherEntry(sequence);
    readings.put(sequence, reading);
    change(reading.sliceMillis(), increase(before, sequence, reading), changes);
    if (next != null) {
      long now = Math.max(0, next.getValue().events() - reading.events());
      long was = increase(before, next.getKey(), next.getValue());
      change(next.getValue().sliceMillis(), now - was, changes);
    }
  }

  private static void change(long sliceMillis, long moreEvents, Changes changes) {
    if (moreEvents != 0) {
      changes.change(sliceMillis, moreEvents);
    }
  }

  private static long increase(
      Map.@Nullable Entry<Long, Reading> before, long sequence, Reading reading) {
    if (before == null) {
      return sequence == 0 ? reading.events() : 0;
    }
    return Math.max(0, reading.events() - before.getValue().events());
  }

  /** Forgets all before the last reading of the slices before a moment. */
  public void forgetBefore(long sliceMillis) {
    Long last = null;
    for (Map.Entry<Long, Reading> entry : readings.entrySet()) {
      if (entry.getValue().sliceMillis() < sliceMillis) {
        last = entry.getKey();
      }
    }
    if (last != null) {
      readings.headMap(last, false).clear();
    }
  }

  /** By sequence, what reports say; not to be changed. */
  public Map<Long, Reading> all() {
    return readings;
  }

  /** Puts a reading back where it was; of state that is read. */
  public void restore(long sequence, Reading reading) {
    readings.put(sequence, reading);
  }
}
