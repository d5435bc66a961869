package io.tokenpace.report.live;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * What one client is still to be sent. Events are offered by the reader's thread and taken by the
 * client's; a client that does not keep up is dropped, and comes again where it was.
 *
 * <p>Thread-safe.
 */
public final class Subscription implements AutoCloseable {
  private static final int EVENTS = 16;

  private final BlockingQueue<LiveEvent> waiting = new ArrayBlockingQueue<>(EVENTS);
  private final Runnable onClose;
  private volatile boolean ended;

  Subscription(Runnable onClose) {
    this.onClose = onClose;
  }

  /** Whether there was room. */
  boolean offer(LiveEvent event) {
    return waiting.offer(event);
  }

  /** Nothing more will come. */
  void end() {
    ended = true;
    waiting.clear();
    // Whoever waits looks again.
    waiting.offer(LiveEvent.WAITING);
  }

  /** The next event, or {@link LiveEvent#WAITING} after a while without one; empty at the end. */
  public Optional<LiveEvent> next(Duration patience) throws InterruptedException {
    LiveEvent event = ended ? null : waiting.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    if (ended) {
      return Optional.empty();
    }
    return Optional.of(event == null ? LiveEvent.WAITING : event);
  }

  /** Lets go of the stream; may be called again. */
  @Override
  public void close() {
    onClose.run();
  }
}
