package io.tokenpace.agent.report;

import java.util.concurrent.atomic.LongAdder;

/**
 * What a builder has reported since the start.
 *
 * <p>Thread-safe.
 */
public final class ReportCounts {
  private final LongAdder reports = new LongAdder();
  private final LongAdder starts = new LongAdder();
  private final LongAdder chunks = new LongAdder();
  private final LongAdder ends = new LongAdder();
  private volatile int inFlight;

  void report() {
    reports.increment();
  }

  void start() {
    starts.increment();
  }

  void chunk() {
    chunks.increment();
  }

  void end() {
    ends.increment();
  }

  void inFlight(int requests) {
    inFlight = requests;
  }

  /** Reports built. */
  public long reports() {
    return reports.sum();
  }

  /** Starts of requests reported. */
  public long starts() {
    return starts.sum();
  }

  /** Chunks of output reported. */
  public long chunks() {
    return chunks.sum();
  }

  /** Ends of requests reported. */
  public long ends() {
    return ends.sum();
  }

  /** Requests in flight as of the events reported. */
  public int inFlight() {
    return inFlight;
  }
}
