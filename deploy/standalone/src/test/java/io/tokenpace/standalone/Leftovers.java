package io.tokenpace.standalone;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Threads that keep a JVM alive and child processes, seen before and after. */
public final class Leftovers {
  private final Set<Thread> threadsBefore = liveThreads();
  private final Set<ProcessHandle> childrenBefore = children();

  /** Names what is there now and was not when this was made, after waiting for it to go. */
  public List<String> await(Duration limit) throws InterruptedException {
    long deadlineNanos = System.nanoTime() + limit.toNanos();
    for (Thread thread : liveThreads()) {
      if (!threadsBefore.contains(thread)) {
        thread.join(Math.max(1, (deadlineNanos - System.nanoTime()) / 1_000_000));
      }
    }
    List<String> left =
        liveThreads().stream()
            .filter(thread -> !threadsBefore.contains(thread))
            .map(Thread::toString)
            .collect(Collectors.toList());
    children().stream()
        .filter(child -> !childrenBefore.contains(child))
        .map(child -> child.info().toString())
        .forEach(left::add);
    return left;
  }

  private static Set<Thread> liveThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !thread.isDaemon() && thread.isAlive())
        .collect(Collectors.toSet());
  }

  private static Set<ProcessHandle> children() {
    return ProcessHandle.current().descendants().collect(Collectors.toSet());
  }
}
