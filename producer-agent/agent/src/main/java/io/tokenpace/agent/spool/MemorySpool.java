package io.tokenpace.agent.spool;

import io.tokenpace.agent.report.BuiltReport;
import io.tokenpace.agent.report.DropCounts;
import io.tokenpace.agent.report.DropReason;
import io.tokenpace.agent.time.AgentClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * A spool in memory, bounded by bytes and age. What is in it is lost with the process.
 *
 * <p>Thread-safe.
 */
public final class MemorySpool implements Spool {
  /** What a report takes besides its bytes, about. */
  private static final int OVERHEAD_BYTES = 64;

  private final AgentClock clock;
  private final long maxBytes;
  private final long maxAgeMicros;
  private final DropCounts drops;
  private final Deque<Waiting> waiting = new ArrayDeque<>();

  /** The head while it is peeked at; not among those that wait, which may be dropped. */
  private @Nullable Waiting peeked;

  private long bytes;

  private record Waiting(BuiltReport report, long sinceMicros) {
    long size() {
      return (long) report.bytes().length + OVERHEAD_BYTES;
    }
  }

  /**
   * An empty spool.
   *
   * @param maxBytes most bytes it holds; one report that is peeked at may be beyond them
   * @param maxAge how long a report may wait
   * @param drops counts what is dropped
   */
  public MemorySpool(AgentClock clock, long maxBytes, Duration maxAge, DropCounts drops) {
    this.clock = clock;
    this.maxBytes = maxBytes;
    this.maxAgeMicros = maxAge.toNanos() / 1_000;
    this.drops = drops;
  }

  @Override
  public synchronized void append(BuiltReport report) {
    dropExpired();
    Waiting last = new Waiting(report, clock.monotonicMicros());
    waiting.addLast(last);
    bytes += last.size();
    while (bytes > maxBytes && !waiting.isEmpty()) {
      drop(DropReason.SPOOL_FULL);
    }
  }

  @Override
  public synchronized @Nullable BuiltReport peek() {
    if (peeked == null) {
      dropExpired();
      peeked = waiting.pollFirst();
    }
    return peeked == null ? null : peeked.report();
  }

  @Override
  public synchronized void remove() {
    if (peeked == null) {
      throw new IllegalStateException("no report was peeked at");
    }
    bytes -= peeked.size();
    peeked = null;
  }

  @Override
  public synchronized void release() {
    if (peeked != null) {
      waiting.addFirst(peeked);
      peeked = null;
    }
  }

  @Override
  public synchronized long pendingBytes() {
    return bytes;
  }

  @Override
  public synchronized int pendingReports() {
    return waiting.size() + (peeked == null ? 0 : 1);
  }

  @Override
  public synchronized long oldestAgeMicros() {
    Waiting oldest = peeked == null ? waiting.peekFirst() : peeked;
    return oldest == null ? 0 : clock.monotonicMicros() - oldest.sinceMicros();
  }

  private void dropExpired() {
    long before = clock.monotonicMicros() - maxAgeMicros;
    for (Waiting oldest = waiting.peekFirst();
        oldest != null && oldest.sinceMicros() < before;
        oldest = waiting.peekFirst()) {
      drop(DropReason.SPOOL_EXPIRED);
    }
  }

  private void drop(DropReason reason) {
    Waiting dropped = waiting.removeFirst();
    bytes -= dropped.size();
    drops.report(reason, dropped.report().events());
  }
}
