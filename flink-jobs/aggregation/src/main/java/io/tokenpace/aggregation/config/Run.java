package io.tokenpace.aggregation.config;

import io.tokenpace.schemas.wire.Vantage;
import java.io.Serializable;
import java.util.OptionalLong;

/**
 * What is computed in one go: live traffic, or one stretch of history.
 *
 * @param name the run's name in every row
 * @param live whether it reads live traffic as it comes
 * @param startMicros its start in event time, UTC microseconds
 * @param endMicros its end in event time, exclusive, UTC microseconds; {@link Long#MAX_VALUE} for a
 *     live run that has none
 * @param vantage the one vantage whose reports count
 */
public record Run(String name, boolean live, long startMicros, long endMicros, Vantage vantage)
    implements Serializable {
  /** Checks the name and the bounds. */
  public Run {
    if (!(name.length() >= 1 && name.length() <= 128)) {
      throw new IllegalArgumentException(
          "run: '%s' (expected: 1 to 128 characters)".formatted(name));
    }
    boolean endless = endMicros == Long.MAX_VALUE;
    if (!(startMicros >= 0 && endMicros > startMicros) || (endless && !live)) {
      throw new IllegalArgumentException(
          "run: from %d to %d µs (expected: an end after the start; without end only if live)"
              .formatted(startMicros, endMicros));
    }
  }

  /** A run over live traffic, as the engines' own agents see it. */
  public static Run live(String name, long startMicros) {
    return new Run(name, true, startMicros, Long.MAX_VALUE, Vantage.ENGINE);
  }

  /**
   * A run over live traffic that is over at a moment known before: what is still in flight then is
   * in flight at its end, and nothing falls silent after it.
   */
  public static Run liveUntil(String name, long startMicros, long endMicros) {
    return new Run(name, true, startMicros, endMicros, Vantage.ENGINE);
  }

  /** A run over traces that clients recorded: nothing of them is late, in whatever order. */
  public static Run bounded(String name, long startMicros, long endMicros) {
    return new Run(name, false, startMicros, endMicros, Vantage.EDGE);
  }

  /** The end, if there is one, UTC microseconds. */
  public OptionalLong end() {
    return endMicros == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(endMicros);
  }

  /**
   * How long after its end a slice still takes reports.
   *
   * @param configuredMillis what the configuration allows live traffic
   * @return for history the run's own length besides, milliseconds
   */
  public long allowedLatenessMillis(long configuredMillis) {
    return live
        ? configuredMillis
        : configuredMillis + Math.floorDiv(endMicros - startMicros, 1_000) + 1;
  }
}
