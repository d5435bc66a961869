package io.tokenpace.agent.spool;

import io.tokenpace.agent.report.BuiltReport;
import org.jspecify.annotations.Nullable;

/**
 * Where reports wait until Kafka has them, first in first out. What cannot be kept is dropped,
 * oldest first, and counted; nobody ever waits.
 *
 * <pre>
 *   append ► │ … │ second │ head │ ► peek ► remove   it was sent
 *                                         ► release  it was not: it stays, and may be dropped
 * </pre>
 *
 * <p>Thread-safe for any who append and one who peeks.
 */
public interface Spool {
  /** Takes a report; drops the oldest ones if there is no room for it. Never blocks. */
  void append(BuiltReport report);

  /**
   * The oldest report, or null if there is none. It is not dropped until it is removed or released.
   */
  @Nullable BuiltReport peek();

  /**
   * The report that was peeked at is done with.
   *
   * @throws IllegalStateException if none was
   */
  void remove();

  /** The report that was peeked at stays the oldest; from now on it may be dropped again. */
  void release();

  /** Bytes of the reports in it. */
  long pendingBytes();

  /** Reports in it. */
  int pendingReports();

  /** How long its oldest report has been in it, microseconds; 0 if it is empty. */
  long oldestAgeMicros();
}
