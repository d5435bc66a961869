package io.tokenpace.simulator;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets SIGTERM end a command in order: the command waits for it, writes its files to the end and
 * says so, and only then the process exits, with the command's own code.
 *
 * <p>Thread-safe.
 */
final class StopSignal {
  private static final long LONGEST_SECONDS = 60;

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile int code;

  /** Catches the process's own signals. */
  static StopSignal ofProcess() {
    StopSignal signal = new StopSignal();
    Runtime.getRuntime().addShutdownHook(new Thread(signal::endProcess, "stop-signal"));
    return signal;
  }

  /** Asks the command to end. */
  void ask() {
    asked.countDown();
  }

  /** Waits until it is asked to end; an interrupt is such a request, too. */
  void await() {
    try {
      asked.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The command is over, with this exit code. */
  void over(int exitCode) {
    code = exitCode;
    over.countDown();
  }

  private void endProcess() {
    if (over.getCount() == 0) {
      return;
    }
    ask();
    try {
      if (over.await(LONGEST_SECONDS, TimeUnit.SECONDS)) {
        Runtime.getRuntime().halt(code);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
