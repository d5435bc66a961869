package io.tokenpace.agent.tap;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/**
 * What could not be looked at; it was forwarded all the same.
 *
 * <p>Thread-safe.
 */
public final class TapCounts {
  /** Why. */
  public enum Unseen {
    /** An event or a whole answer is larger than the limit. */
    TOO_LARGE,
    /** An event or a whole answer is no JSON. */
    NOT_JSON,
    /** The answer is compressed. */
    ENCODED,
    /** The request's body is no JSON object. */
    REQUEST_NOT_JSON
  }

  private final Map<Unseen, LongAdder> counts = new EnumMap<>(Unseen.class);

  TapCounts() {
    for (Unseen unseen : Unseen.values()) {
      counts.put(unseen, new LongAdder());
    }
  }

  /** How often. */
  public long get(Unseen unseen) {
    return Objects.requireNonNull(counts.get(unseen)).sum();
  }

  void add(Unseen unseen, long times) {
    Objects.requireNonNull(counts.get(unseen)).add(times);
  }
}
