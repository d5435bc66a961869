package io.tokenpace.agent.print;

import io.tokenpace.agent.timeline.RequestEvent;
import io.tokenpace.agent.timeline.RequestEvents;
import java.io.PrintStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongUnaryOperator;

/**
 * Prints a line for each request that ended. A stream may block, as a terminal that was stopped
 * does; so a thread of its own prints, and lines it does not get to are counted and left out.
 *
 * <p>Thread-safe.
 */
public final class RequestPrinter implements RequestEvents, AutoCloseable {
  private static final int MAX_WAITING = 1_024;
  private static final long POLL_MILLIS = 200;
  private static final long CLOSE_MILLIS = 2_000;

  private final PrintStream out;
  private final RequestLine line;
  private final BlockingQueue<RequestEvent.Ended> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private final AtomicLong leftOut = new AtomicLong();
  private final Thread thread;
  private volatile boolean closing;
  private long leftOutSaid;

  /**
   * A printer; its thread runs until it is closed.
   *
   * @param out where lines go; flushed, and not closed
   * @param terminal whether colours are shown there
   * @param epochMicros UTC microseconds of a time of the agent's monotonic clock
   */
  public RequestPrinter(PrintStream out, boolean terminal, LongUnaryOperator epochMicros) {
    this.out = out;
    this.line = new RequestLine(terminal, epochMicros);
    this.thread = new Thread(this::print, "request-printer");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void offer(RequestEvent event) {
    if (event instanceof RequestEvent.Ended ended && (closing || !waiting.offer(ended))) {
      leftOut.incrementAndGet();
    }
  }

  /** How many requests got no line. */
  public long leftOut() {
    return leftOut.get();
  }

  /** Prints what waits, for two seconds at most. */
  @Override
  public void close() {
    closing = true;
    try {
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void print() {
    boolean headed = false;
    try {
      while (!closing || !waiting.isEmpty()) {
        RequestEvent.Ended ended = waiting.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
        if (ended == null) {
          continue;
        }
        if (!headed) {
          out.println(RequestLine.HEADER);
          headed = true;
        }
        sayWhatIsLeftOut();
        out.println(line.of(ended));
        out.flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void sayWhatIsLeftOut() {
    long now = leftOut.get();
    if (now > leftOutSaid) {
      out.println("(" + (now - leftOutSaid) + " requests without a line)");
      leftOutSaid = now;
    }
  }
}
