package io.tokenpace.aggregation.gauge;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * The starts of one engine. A start that follows upon another is a restart, in the slice of its
 * first reading, unless that is so long after the last of the other that this may be forgotten.
 *
 * <p>What the readings say does not depend on the order they come in.
 *
 * <p>NOT thread-safe.
 */
public final class EngineStarts {
  private final TreeMap<Long, Life> lives = new TreeMap<>();

  /**
   * What was read between one start and the next.
   *
   * @param firstMicros when the first reading was taken
   * @param lastMicros when the last
   * @param source where the first
   */
  public record Life(long firstMicros, long lastMicros, GaugeSource source) {
    private Life with(Life other) {
      boolean first =
          firstMicros < other.firstMicros
              || (firstMicros == other.firstMicros && source.compareTo(other.source) <= 0);
      return new Life(
          Math.min(firstMicros, other.firstMicros),
          Math.max(lastMicros, other.lastMicros),
          first ? source : other.source);
    }
  }

  /** No starts. */
  public EngineStarts() {}

  /**
   * Adds a reading.
   *
   * @param changes takes moments whose slices may have other restarts now
   */
  public void add(long startedAtMicros, Life life, LongConsumer changes) {
    Life before = lives.get(startedAtMicros);
    Life merged = before == null ? life : before.with(life);
    lives.put(startedAtMicros, merged);
    if (before != null) {
      changes.accept(before.firstMicros());
    }
    changes.accept(merged.firstMicros());
    Map.Entry<Long, Life> next = lives.higherEntry(startedAtMicros);
    if (next != null) {
      changes.accept(next.getValue().firstMicros());
    }
  }

  /**
   * Visits where the engine was restarted within [from, to).
   *
   * @param forgottenAfterMicros how long after a reading nothing is made of it any more
   */
  void forEachRestart(
      long fromMicros, long toMicros, long forgottenAfterMicros, Consumer<GaugeSource> visitor) {
    lives.forEach(
        (start, life) -> {
          Map.Entry<Long, Life> before = lives.lowerEntry(start);
          if (life.firstMicros() >= fromMicros
              && life.firstMicros() < toMicros
              && before != null
              && life.firstMicros() - before.getValue().lastMicros() <= forgottenAfterMicros) {
            visitor.accept(life.source());
          }
        });
  }

  /** Forgets what no reading from a moment on can follow upon. */
  void forgetBefore(long micros, long forgottenAfterMicros) {
    lives.values().removeIf(life -> life.lastMicros() + forgottenAfterMicros < micros);
  }

  /** Whether there is none. */
  boolean isEmpty() {
    return lives.isEmpty();
  }

  /** When the last reading was taken; only if there is one. */
  long lastMicros() {
    return lives.values().stream().mapToLong(Life::lastMicros).max().orElseThrow();
  }

  /** By start, what was read; not to be changed. */
  public Map<Long, Life> all() {
    return lives;
  }
}
