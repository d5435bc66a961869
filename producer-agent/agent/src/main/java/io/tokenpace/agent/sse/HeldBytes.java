package io.tokenpace.agent.sse;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What all answers in flight hold of their bytes, together. Without a bound, a few dozen large
 * events at a time would take all memory there is, and the proxied requests with it.
 *
 * <p>Thread-safe.
 */
public final class HeldBytes {
  private final long max;
  private final AtomicLong held = new AtomicLong();

  /**
   * Nothing is held yet.
   *
   * @param max most bytes at a time
   */
  public HeldBytes(long max) {
    this.max = max;
  }

  /** Takes so many bytes, or none and returns false if there is no room for them. */
  boolean take(int bytes) {
    if (held.addAndGet(bytes) > max) {
      held.addAndGet(-bytes);
      return false;
    }
    return true;
  }

  /** Bytes that were taken are held no longer. */
  void giveBack(int bytes) {
    held.addAndGet(-bytes);
  }
}
