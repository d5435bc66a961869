package io.tokenpace.report;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run of results: a live job, or one replay of history.
 *
 * @param name its name
 * @param live whether it reads live traffic
 * @param start its start in event time
 * @param end its end, exclusive; null if it has none
 * @param configHash the configuration its rows are computed under
 * @param resultsUntil end of its newest tumbling window of the shortest length that has a row; null
 *     without rows
 * @param windowMillis the lengths its tumbling windows have, ascending; empty without rows
 */
public record Run(
    String name,
    boolean live,
    Instant start,
    @Nullable Instant end,
    String configHash,
    @Nullable Instant resultsUntil,
    List<Long> windowMillis) {

  /** Copies, and checks the order of the ends. */
  public Run {
    windowMillis = List.copyOf(windowMillis);
    if (end != null && end.isBefore(start)) {
      throw new IllegalArgumentException(
          "end: %s (expected: not before start, %s)".formatted(end, start));
    }
  }

  /**
   * The part of a range in which the run existed, microseconds: what every rate is divided by, the
   * same for all keys. A live run has existed until its newest result: of what comes after it
   * nobody knows anything yet.
   */
  public long coveredMicros(Instant from, Instant to) {
    Instant first = start.isAfter(from) ? start : from;
    Instant last = end != null && end.isBefore(to) ? end : to;
    if (live && resultsUntil != null && resultsUntil.isBefore(last)) {
      last = resultsUntil;
    }
    return Math.max(0, ChronoUnit.MICROS.between(first, last));
  }
}
