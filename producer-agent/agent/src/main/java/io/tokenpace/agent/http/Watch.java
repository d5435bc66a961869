package io.tokenpace.agent.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponse;
import io.tokenpace.schemas.wire.EndCause;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows an exchange to its observer, who is asked for when there is something to show: the engine
 * has the request by then. What a read of the engine's socket brought is kept until it was flushed
 * to the client, and shown then. An observer that throws is not called again.
 *
 * <p>Confined to the exchange's event loop.
 */
final class Watch {
  private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

  /** Says who watches. */
  interface Chooser {
    /** The observer; null if nobody watches. */
    @Nullable ExchangeObserver choose();
  }

  private record Seen(@Nullable HttpResponse head, @Nullable ByteBuf bytes, long micros) {}

  private final ProxyCounts counts;
  private final Deque<Seen> unshown = new ArrayDeque<>();
  private @Nullable Chooser chooser;
  private @Nullable ExchangeObserver observer;

  /** A watch; the chooser is asked once, or never if nothing is shown. */
  Watch(Chooser chooser, ProxyCounts counts) {
    this.chooser = chooser;
    this.counts = counts;
  }

  /** Whether anybody watches. */
  boolean watched() {
    return observer() != null;
  }

  private @Nullable ExchangeObserver observer() {
    Chooser asked = chooser;
    if (asked != null) {
      chooser = null;
      observer = asked.choose();
    }
    return observer;
  }

  /** A part of the request's body was forwarded; the buffer stays the caller's. */
  void requestBytes(ByteBuf bytes) {
    tell(to -> to.requestBytes(bytes));
  }

  void accepted(long micros) {
    tell(to -> to.accepted(micros));
  }

  void responseHead(HttpResponse head, long micros) {
    if (watched()) {
      unshown.add(new Seen(head, null, micros));
    }
  }

  /** A part of the response's body; takes over a reference to the buffer. */
  void responseBytes(ByteBuf bytes, long micros) {
    unshown.add(new Seen(null, bytes, micros));
  }

  /** What was kept has been flushed to the client. */
  void flushed() {
    for (Seen seen = unshown.poll(); seen != null; seen = unshown.poll()) {
      show(seen);
    }
  }

  private void show(Seen seen) {
    HttpResponse head = seen.head();
    ByteBuf bytes = seen.bytes();
    if (head != null) {
      tell(to -> to.responseHead(head, seen.micros()));
    }
    if (bytes != null) {
      try {
        tell(to -> to.responseBytes(bytes, seen.micros()));
      } finally {
        bytes.release();
      }
    }
  }

  void ended(EndCause cause, long micros, long writeStallMicros) {
    flushed();
    tell(to -> to.ended(cause, micros, writeStallMicros));
    observer = null;
  }

  @SuppressWarnings("CatchAndPrintStackTrace") // Counted and logged: no observer ends an exchange.
  private void tell(Consumer<ExchangeObserver> call) {
    ExchangeObserver told = observer();
    if (told == null) {
      return;
    }
    try {
      call.accept(told);
    } catch (RuntimeException e) {
      observer = null;
      counts.countObserverFailure();
      LOG.warn("an observer failed; its exchange goes on unobserved", e);
    }
  }
}
