package io.tokenpace.jobs.testing;

import io.tokenpace.jobs.source.ReportRecord;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.functions.MapFunction;

/**
 * Passes records on, but fails at one of them, the first time it comes. Copies of it that Flink
 * serializes find the same counter by name.
 *
 * <p>Thread-safe.
 */
public final class FailOnce implements MapFunction<ReportRecord, ReportRecord> {
  private static final long serialVersionUID = 1L;
  private static final Map<String, AtomicInteger> COUNTERS = new ConcurrentHashMap<>();

  private final String name = UUID.randomUUID().toString();
  private final int failsAt;

  /**
   * A function that has not failed yet.
   *
   * @param failsAt which record it fails at, counted from 1
   */
  public FailOnce(int failsAt) {
    this.failsAt = failsAt;
  }

  @Override
  public ReportRecord map(ReportRecord record) {
    if (seen().incrementAndGet() == failsAt) {
      throw new IllegalStateException("the failure the test asked for");
    }
    return record;
  }

  private AtomicInteger seen() {
    return COUNTERS.computeIfAbsent(name, absent -> new AtomicInteger());
  }

  /** Whether it has failed. */
  public boolean failed() {
    return seen().get() >= failsAt;
  }

  /** How many records came after the failure. */
  public int seenAfterwards() {
    return seen().get() - failsAt;
  }
}
