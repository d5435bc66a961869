package io.tokenpace.agent;

import java.util.concurrent.CountDownLatch;

/**
 * Lets SIGTERM and SIGINT end the agent in order: it stops, and only then the process exits, with
 * 0.
 *
 * <p>Thread-safe.
 */
final class StopSignal {
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch over = new CountDownLatch(1);

  /** Catches the process's own signals. */
  static StopSignal ofProcess() {
    StopSignal signal = new StopSignal();
    Runtime.getRuntime().addShutdownHook(new Thread(signal::endProcess, "agent-stop"));
    return signal;
  }

  /** Asks the agent to stop. */
  void ask() {
    asked.countDown();
  }

  /** Waits until it is asked to stop; an interrupt is such a request, too. */
  void await() {
    try {
      asked.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The agent has stopped. */
  void over() {
    over.countDown();
  }

  private void endProcess() {
    if (over.getCount() == 0) {
      return;
    }
    ask();
    try {
      over.await();
      // Whoever was told to stop and did so did not fail, which the signal's own code would say.
      Runtime.getRuntime().halt(0);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
