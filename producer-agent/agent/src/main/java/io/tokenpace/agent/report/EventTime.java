package io.tokenpace.agent.report;

import io.tokenpace.agent.time.AgentClock;

/**
 * Turns the monotonic clock's time into event time, and keeps event time from running backwards.
 *
 * <pre>
 *   event time = monotonic + offset, and later than whatever reports are complete through
 * </pre>
 *
 * <p>The offset follows the wall clock at every report. A wall clock that was moved forward is
 * followed at once. One that was moved back is approached: event time goes at half its speed until
 * the two meet, so that no event comes before one that was reported as complete.
 *
 * <p>NOT thread-safe.
 */
final class EventTime {
  /** What the wall clock may differ by without having been moved. */
  private static final long STEP_MICROS = 1_000;

  private static final int READINGS = 3;

  private final AgentClock clock;
  private long wallOffsetMicros;
  private long offsetMicros;
  private long anchoredMicros;
  private long completeThroughMicros;

  EventTime(AgentClock clock) {
    this.clock = clock;
    read();
    offsetMicros = wallOffsetMicros;
    completeThroughMicros = anchoredMicros + offsetMicros;
  }

  /** Follows the wall clock; returns how far it was moved since the last time, 0 if it was not. */
  long anchor() {
    long before = wallOffsetMicros;
    long since = anchoredMicros;
    read();
    long slowest = offsetMicros - (anchoredMicros - since) / 2;
    offsetMicros = Math.max(wallOffsetMicros, slowest);
    long step = wallOffsetMicros - before;
    return Math.abs(step) > STEP_MICROS ? step : 0;
  }

  /** A thread may be held up between two clocks; of some readings the closest one holds. */
  private void read() {
    long closest = Long.MAX_VALUE;
    for (int reading = 0; reading < READINGS && closest > 0; reading++) {
      long before = clock.monotonicMicros();
      long wall = clock.epochMicros();
      long after = clock.monotonicMicros();
      if (after - before < closest) {
        closest = after - before;
        anchoredMicros = after;
        wallOffsetMicros = wall - (before + closest / 2);
      }
    }
  }

  /** Event time of a moment of the monotonic clock, UTC microseconds. */
  long of(long monotonicMicros) {
    return Math.max(monotonicMicros + offsetMicros, completeThroughMicros + 1);
  }

  /** As {@link #of}, of a reading, which may lie before what is complete: only events are moved. */
  long ofReading(long monotonicMicros) {
    return monotonicMicros + offsetMicros;
  }

  /** Everything up to a moment of the monotonic clock is reported; returns its event time. */
  long completeThrough(long monotonicMicros) {
    completeThroughMicros = Math.max(completeThroughMicros, monotonicMicros + offsetMicros);
    return completeThroughMicros;
  }

  /** What was last said to be complete. */
  long completeThroughMicros() {
    return completeThroughMicros;
  }
}
