package io.tokenpace.agent.report;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * What was lost since the start, by reason: events, and the reports they were in, if they were in
 * one already.
 *
 * <p>Thread-safe.
 */
public final class DropCounts {
  private final Map<DropReason, LongAdder> events = adders();
  private final Map<DropReason, LongAdder> reports = adders();

  private static Map<DropReason, LongAdder> adders() {
    Map<DropReason, LongAdder> adders = new EnumMap<>(DropReason.class);
    for (DropReason reason : DropReason.values()) {
      adders.put(reason, new LongAdder());
    }
    return Map.copyOf(adders);
  }

  /** An event was lost before it was in a report. */
  public void event(DropReason reason) {
    count(events, reason).increment();
  }

  /** A report was lost, and the events in it; there may be none. */
  public void report(DropReason reason, int eventsInIt) {
    count(reports, reason).increment();
    count(events, reason).add(eventsInIt);
  }

  /** Events lost for a reason. */
  public long events(DropReason reason) {
    return count(events, reason).sum();
  }

  /** Reports lost for a reason. */
  public long reports(DropReason reason) {
    return count(reports, reason).sum();
  }

  private static LongAdder count(Map<DropReason, LongAdder> adders, DropReason reason) {
    LongAdder adder = adders.get(reason);
    if (adder == null) {
      throw new IllegalStateException("no counter of " + reason);
    }
    return adder;
  }
}
