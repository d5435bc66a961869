package io.tokenpace.report;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one run says about a range of event time.
 *
 * @param run the run's name
 * @param from start of the range used: the one asked for, rounded outward to tumbling windows
 * @param to end of the range used, exclusive
 * @param runStart start of the run
 * @param runEnd end of the run, exclusive; null while it is live
 * @param rollups one entry per roll-up and key that has rows in the range, in the order they are
 *     shown
 */
public record Report(
    String run,
    Instant from,
    Instant to,
    Instant runStart,
    @Nullable Instant runEnd,
    List<RollupReport> rollups) {

  /** Copies, and checks the order of the ends. */
  public Report {
    rollups = List.copyOf(rollups);
    if (to.isBefore(from)) {
      throw new IllegalArgumentException(
          "to: %s (expected: not before from, %s)".formatted(to, from));
    }
    if (runEnd != null && runEnd.isBefore(runStart)) {
      throw new IllegalArgumentException(
          "runEnd: %s (expected: not before runStart, %s)".formatted(runEnd, runStart));
    }
  }

  /**
   * The part of the range in which the run existed, microseconds: what every rate is divided by,
   * the same for all keys. A live run is taken to reach to the end of the range.
   */
  public long coveredMicros() {
    Instant start = runStart.isAfter(from) ? runStart : from;
    Instant end = runEnd != null && runEnd.isBefore(to) ? runEnd : to;
    return Math.max(0, ChronoUnit.MICROS.between(start, end));
  }
}
