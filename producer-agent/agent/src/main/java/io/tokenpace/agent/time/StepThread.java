package io.tokenpace.agent.time;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A daemon thread that takes a step again and again, so that what a step does can be tested without
 * a thread. A step that throws is counted and taken again after a second: nothing here may end
 * because of one bad event.
 *
 * <p>Thread-safe.
 */
public final class StepThread implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StepThread.class);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  private final Step step;
  private final Thread thread;
  private volatile boolean stopping;
  private volatile long failures;

  /** Something that is done again and again. */
  public interface Step {
    /** Does it once; returns how long to wait before the next time. */
    Duration take();
  }

  /** A thread that is not started yet. */
  public StepThread(String name, Step step) {
    this.step = step;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  /** Starts it; once. */
  public void start() {
    thread.start();
  }

  /** How many steps threw. */
  public long failures() {
    return failures;
  }

  private void run() {
    while (!stopping) {
      Duration pause = takeOnce();
      if (!pause.isZero() && !stopping) {
        LockSupport.parkNanos(pause.toNanos());
      }
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // Only this thread writes it.
  private Duration takeOnce() {
    try {
      return step.take();
    } catch (RuntimeException e) {
      if (failures == 0) {
        LOG.error("{}: a step failed; further ones are only counted", thread.getName(), e);
      }
      failures++;
      return AFTER_FAILURE;
    }
  }

  /**
   * Lets the step in progress end, and takes no other.
   *
   * @param timeout how long to wait for that
   * @return whether it ended in time
   */
  public boolean stop(Duration timeout) {
    stopping = true;
    LockSupport.unpark(thread);
    try {
      // Zero would wait for ever.
      thread.join(Math.max(1, timeout.toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return !thread.isAlive();
  }

  /** Stops it; waits at most a second. */
  @Override
  public void close() {
    stop(AFTER_FAILURE);
  }
}
