package io.tokenpace.agent.time;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The machine's own clocks.
 *
 * <p>Thread-safe.
 */
public final class SystemAgentClock implements AgentClock {
  private final Clock wall = Clock.systemUTC();
  private final long originNanos = System.nanoTime();

  @Override
  public long monotonicMicros() {
    return (System.nanoTime() - originNanos) / 1_000;
  }

  @Override
  public long epochMicros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, wall.instant());
  }
}
