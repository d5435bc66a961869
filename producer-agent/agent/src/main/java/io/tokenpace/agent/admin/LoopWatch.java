package io.tokenpace.agent.admin;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.EventExecutorGroup;
import io.tokenpace.agent.time.AgentClock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Watches how late event loops come to what they were asked to do at a time: that long, tokens lie
 * unread.
 *
 * <p>Thread-safe.
 */
public final class LoopWatch implements AutoCloseable {
  private static final long TICK_MICROS = 100_000;
  private static final long STUCK_MICROS = 10_000_000;

  private final AgentClock clock;
  private final List<Loop> loops = new ArrayList<>();
  private final AtomicLong largestLagMicros = new AtomicLong();
  private volatile boolean closed;

  private final class Loop implements Runnable {
    private final EventExecutor executor;
    private volatile long tickedMicros;

    Loop(EventExecutor executor) {
      this.executor = executor;
      this.tickedMicros = clock.monotonicMicros();
    }

    void start() {
      Future<?> unused = executor.schedule(this, TICK_MICROS, TimeUnit.MICROSECONDS);
    }

    @Override
    public void run() {
      long now = clock.monotonicMicros();
      long lag = now - tickedMicros - TICK_MICROS;
      largestLagMicros.accumulateAndGet(lag, Math::max);
      tickedMicros = now;
      if (!closed && !executor.isShuttingDown()) {
        start();
      }
    }
  }

  /** Watches every loop of a group. */
  public LoopWatch(AgentClock clock, EventExecutorGroup group) {
    this.clock = clock;
    for (EventExecutor executor : group) {
      Loop loop = new Loop(executor);
      loops.add(loop);
      loop.start();
    }
  }

  /** The largest delay since this was last asked, microseconds. */
  public long takeLagMicros() {
    return largestLagMicros.getAndSet(0);
  }

  /** The largest delay there is now, of those that have not come to it yet; microseconds. */
  public long lagMicros() {
    long now = clock.monotonicMicros();
    long lag = 0;
    for (Loop loop : loops) {
      lag = Math.max(lag, now - loop.tickedMicros - TICK_MICROS);
    }
    return lag;
  }

  /** Whether every loop came to its task within the last 10 s. */
  public boolean tick() {
    return lagMicros() < STUCK_MICROS;
  }

  /** Watches no longer. */
  @Override
  public void close() {
    closed = true;
  }
}
