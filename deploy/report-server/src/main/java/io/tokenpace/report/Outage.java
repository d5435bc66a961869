package io.tokenpace.report;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Says in a log that something is away, once, and once that it is back, however many requests
 * notice. Thread-safe.
 */
public final class Outage {
  private final Logger log;
  private final AtomicBoolean away = new AtomicBoolean();

  /** Of something that is taken to be there. */
  public Outage(Logger log) {
    this.log = log;
  }

  /**
   * It is away.
   *
   * @param what what is away, and why
   * @param cause shown with its stack; null if the words suffice
   */
  public void began(@Nullable String what, @Nullable Throwable cause) {
    if (!away.getAndSet(true)) {
      log.warn(what, cause);
    }
  }

  /** It is there. */
  public void ended(String what) {
    if (away.getAndSet(false)) {
      log.warn(what);
    }
  }
}
