package io.tokenpace.simulator.engine;

/**
 * An engine's time: a monotonic clock, and a way to be called at a moment of it.
 *
 * <p>Confined to the engine's thread, on which tasks run, too.
 */
public interface StepTimer {
  /** Nanoseconds of the monotonic clock. */
  long nanos();

  /** Runs a task at a moment of that clock, or as soon as can be when it has passed. */
  void at(long nanos, Runnable task);
}
