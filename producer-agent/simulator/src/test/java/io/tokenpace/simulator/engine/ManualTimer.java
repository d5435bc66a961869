package io.tokenpace.simulator.engine;

import java.util.Comparator;
import java.util.PriorityQueue;

/** Time that a test moves. */
final class ManualTimer implements StepTimer {
  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.comparingLong(Task::nanos).thenComparingLong(Task::number));
  private long nowNanos;
  private long number;

  /** How much later than asked for every task runs. */
  private long lateNanos;

  private record Task(long nanos, long number, Runnable task) {}

  @Override
  public long nanos() {
    return nowNanos;
  }

  @Override
  public void at(long nanos, Runnable task) {
    tasks.add(new Task(Math.max(nowNanos, nanos + lateNanos), number++, task));
  }

  void runLateBy(long nanos) {
    lateNanos = nanos;
  }

  /** Runs all tasks up to a moment, those included that come up on the way. */
  void advanceTo(long nanos) {
    while (!tasks.isEmpty() && tasks.peek().nanos() <= nanos) {
      Task next = tasks.poll();
      nowNanos = next.nanos();
      next.task().run();
    }
    nowNanos = nanos;
  }

  /** Runs until no task is left. */
  void runAll() {
    while (!tasks.isEmpty()) {
      advanceTo(tasks.peek().nanos());
    }
  }
}
