package io.tokenpace.agent.testing;

import io.tokenpace.agent.time.AgentClock;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A clock that stands still until it is moved.
 *
 * <p>Thread-safe.
 */
public final class SteppedClock implements AgentClock {
  /** What the wall clock shows when the monotonic clock shows 0. */
  public static final long EPOCH = 1_767_225_600_000_000L;

  private final AtomicLong monotonic = new AtomicLong();
  private final AtomicLong wallOffset = new AtomicLong(EPOCH);

  @Override
  public long monotonicMicros() {
    return monotonic.get();
  }

  @Override
  public long epochMicros() {
    return monotonic.get() + wallOffset.get();
  }

  /** Time passes. */
  public void advanceMicros(long micros) {
    monotonic.addAndGet(micros);
  }

  /** Time passes. */
  public void advanceMillis(long millis) {
    advanceMicros(millis * 1_000);
  }

  /** The wall clock is set forward, or back. */
  public void moveWall(long micros) {
    wallOffset.addAndGet(micros);
  }
}
