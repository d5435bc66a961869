package io.tokenpace.standalone.parts;

import io.tokenpace.standalone.console.Console;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A part that a thread of its own is starting, or has started.
 *
 * <p>Thread-safe.
 *
 * @param <T> the part; closing it twice must do no harm
 */
final class StartingPart<T extends AutoCloseable> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StartingPart.class);
  private static final Duration START_TIMEOUT = Duration.ofSeconds(90);

  private final String name;
  private final FutureTask<T> start;

  private StartingPart(String name, FutureTask<T> start) {
    this.name = name;
    this.start = start;
  }

  static <T extends AutoCloseable> StartingPart<T> start(
      String name, Console console, Supplier<T> starter) {
    FutureTask<T> start =
        new FutureTask<>(
            () -> {
              Console.Stopwatch stopwatch = console.start(name);
              T part = starter.get();
              stopwatch.end("ready", "");
              return part;
            });
    Thread thread = new Thread(start, "start-" + name);
    thread.setDaemon(true);
    thread.start();
    return new StartingPart<>(name, start);
  }

  /**
   * The part, once it is ready.
   *
   * @throws IllegalStateException if it did not start within 90 s, with the reason as the cause
   */
  T await() throws InterruptedException {
    try {
      return start.get(START_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw new IllegalStateException(
          cause instanceof IllegalStateException ? cause.getMessage() : name + ": " + cause, cause);
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          "%s: not ready (expected: within %d s)".formatted(name, START_TIMEOUT.toSeconds()), e);
    }
  }

  @Override
  public void close() {
    T part;
    try {
      part = await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      LOG.warn("{} may be left running: interrupted while it started", name);
      return;
    } catch (IllegalStateException e) {
      LOG.info("{} need not be stopped: it did not start", name);
      return;
    }
    try {
      part.close();
    } catch (Exception e) {
      LOG.warn("{} did not stop as asked", name, e);
    }
  }
}
