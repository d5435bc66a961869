package io.tokenpace.aggregation.gauge;

import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Readings of one cumulative counter of one engine: of each slice the last, for each start of the
 * engine. The increase from one to the next is counted in the slice of the later; another start
 * begins anew, from 0. Of the very first reading nothing can be said, nor of one so long after the
 * one before that this may be forgotten. A value that falls without a new start counts nothing.
 *
 * <p>What the readings say does not depend on the order they come in.
 *
 * <p>NOT thread-safe.
 */
public final class CounterReadings {
  private final TreeMap<Position, Reading> readings = new TreeMap<>();

  /**
   * Where a reading belongs.
   *
   * @param startedAtMicros start of the engine
   * @param sliceMillis start of the slice
   */
  public record Position(long startedAtMicros, long sliceMillis) implements Comparable<Position> {
    private static final Comparator<Position> ORDER =
        Comparator.comparingLong(Position::startedAtMicros)
            .thenComparingLong(Position::sliceMillis);

    @Override
    public int compareTo(Position other) {
      return ORDER.compare(this, other);
    }
  }

  /**
   * The last reading of a slice.
   *
   * @param timeMicros when it was taken
   * @param value since the engine's start
   * @param source where
   */
  public record Reading(long timeMicros, long value, GaugeSource source) {
    private static final Comparator<Reading> ORDER =
        Comparator.comparingLong(Reading::timeMicros)
            .thenComparingLong(Reading::value)
            .thenComparing(Reading::source);

    private Reading later(Reading other) {
      return ORDER.compare(this, other) >= 0 ? this : other;
    }
  }

  /** Takes increases. */
  interface Increases {
    /** An increase, 0 or more. */
    void increase(GaugeSource source, long increase);
  }

  /** No readings. */
  public CounterReadings() {}

  /**
   * Adds a reading.
   *
   * @param slices takes the start of every slice whose increase may be another now
   */
  public void add(Position position, Reading reading, LongConsumer slices) {
    readings.merge(position, reading, Reading::later);
    slices.accept(position.sliceMillis());
    Position next = readings.higherKey(position);
    if (next != null) {
      slices.accept(next.sliceMillis());
    }
  }

  /**
   * Visits the increases of a slice: one for each start of the engine that was read in it.
   *
   * @param forgottenAfterMicros how long after a reading nothing is made of it any more
   */
  void forEachIncrease(long sliceMillis, long forgottenAfterMicros, Increases visitor) {
    readings.forEach(
        (position, reading) -> {
          Map.Entry<Position, Reading> before = readings.lowerEntry(position);
          if (position.sliceMillis() == sliceMillis
              && before != null
              && reading.timeMicros() - before.getValue().timeMicros() <= forgottenAfterMicros) {
            boolean sameStart = before.getKey().startedAtMicros() == position.startedAtMicros();
            long since = sameStart ? before.getValue().value() : 0;
            visitor.increase(reading.source(), Math.max(0, reading.value() - since));
          }
        });
  }

  /** Visits who was read in a slice. */
  void forEachReading(long sliceMillis, Consumer<GaugeSource> visitor) {
    readings.forEach(
        (position, reading) -> {
          if (position.sliceMillis() == sliceMillis) {
            visitor.accept(reading.source());
          }
        });
  }

  /** Forgets what no reading from a moment on can follow upon. */
  void forgetBefore(long micros, long forgottenAfterMicros) {
    Map.Entry<Position, Reading> last = null;
    for (Map.Entry<Position, Reading> entry : readings.entrySet()) {
      if (entry.getValue().timeMicros() < micros) {
        last = entry;
      }
    }
    if (last == null) {
      return;
    }
    boolean forgotten = last.getValue().timeMicros() + forgottenAfterMicros < micros;
    Position kept = last.getKey();
    readings
        .entrySet()
        .removeIf(
            entry ->
                entry.getValue().timeMicros() < micros
                    && (forgotten || !entry.getKey().equals(kept)));
  }

  /** Whether there is none. */
  boolean isEmpty() {
    return readings.isEmpty();
  }

  /** When the last was taken; only if there is one. */
  long lastMicros() {
    return readings.values().stream().mapToLong(Reading::timeMicros).max().orElseThrow();
  }

  /** By position, the last reading; not to be changed. */
  public Map<Position, Reading> all() {
    return readings;
  }
}
