package io.tokenpace.aggregation.cost;

import java.util.Map;
import java.util.TreeMap;

/**
 * A set of moments: stretches of event time, each with its start and without its end, that neither
 * overlap nor touch. Adding commutes.
 *
 * <p>NOT thread-safe.
 */
public final class Intervals {
  /** By start, the end. */
  private final TreeMap<Long, Long> stretches = new TreeMap<>();

  /** Takes stretches as they are visited. */
  public interface Visitor {
    /** A stretch, microseconds. */
    void stretch(long fromMicros, long toMicros);
  }

  /** No moments. */
  public Intervals() {}

  /** Adds a stretch; nothing if it is empty. */
  public void add(long fromMicros, long toMicros) {
    if (fromMicros >= toMicros) {
      return;
    }
    long from = fromMicros;
    long to = toMicros;
    Map.Entry<Long, Long> touching = stretches.floorEntry(to);
    while (touching != null && touching.getValue() >= from) {
      from = Math.min(from, touching.getKey());
      to = Math.max(to, touching.getValue());
      stretches.remove(touching.getKey());
      touching = stretches.floorEntry(to);
    }
    stretches.put(from, to);
  }

  /** Adds all of another set's moments within a stretch. */
  public void addWithin(Intervals other, long fromMicros, long toMicros) {
    other.forEachWithin(fromMicros, toMicros, this::add);
  }

  /** Visits what lies within a stretch, in order. */
  public void forEachWithin(long fromMicros, long toMicros, Visitor visitor) {
    Long first = stretches.floorKey(fromMicros);
    for (Map.Entry<Long, Long> stretch :
        stretches.tailMap(first == null ? fromMicros : first, true).entrySet()) {
      if (stretch.getKey() >= toMicros) {
        return;
      }
      long from = Math.max(fromMicros, stretch.getKey());
      long to = Math.min(toMicros, stretch.getValue());
      if (from < to) {
        visitor.stretch(from, to);
      }
    }
  }

  /** Whether any moment of a stretch is in the set. */
  public boolean intersects(long fromMicros, long toMicros) {
    Map.Entry<Long, Long> last = stretches.lowerEntry(toMicros);
    return fromMicros < toMicros && last != null && last.getValue() > fromMicros;
  }

  /** The first moment from one on that is not in the set. */
  public long endOfStretchAt(long micros) {
    Map.Entry<Long, Long> at = stretches.floorEntry(micros);
    return at == null ? micros : Math.max(micros, at.getValue());
  }

  /** End of the last stretch; {@link Long#MIN_VALUE} if there is none. */
  public long lastEndMicros() {
    return stretches.isEmpty() ? Long.MIN_VALUE : stretches.lastEntry().getValue();
  }

  /** Forgets all stretches that end by a moment. */
  public void forgetBefore(long micros) {
    stretches.headMap(micros, false).values().removeIf(to -> to <= micros);
  }

  /** Number of stretches. */
  public int size() {
    return stretches.size();
  }

  /** Visits all of it, in order. */
  public void forEach(Visitor visitor) {
    stretches.forEach(visitor::stretch);
  }
}
