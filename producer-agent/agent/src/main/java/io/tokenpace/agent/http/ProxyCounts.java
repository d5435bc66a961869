package io.tokenpace.agent.http;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the proxy counts of itself.
 *
 * <p>Thread-safe.
 */
public final class ProxyCounts {
  private final AtomicLong connections = new AtomicLong();
  private final AtomicLong exchanges = new AtomicLong();
  private final LongAdder exchangesBegun = new LongAdder();
  private final LongAdder observerFailures = new LongAdder();
  private final Map<RefusalReason, LongAdder> refused = new EnumMap<>(RefusalReason.class);

  ProxyCounts() {
    for (RefusalReason reason : RefusalReason.values()) {
      refused.put(reason, new LongAdder());
    }
  }

  /** Client connections that are open. */
  public long connections() {
    return connections.get();
  }

  /** Exchanges that are going on. */
  public long exchanges() {
    return exchanges.get();
  }

  /** Exchanges that began, those that are over included. */
  public long exchangesBegun() {
    return exchangesBegun.sum();
  }

  /** Requests the proxy answered itself. */
  public long refused(RefusalReason reason) {
    return adder(reason).sum();
  }

  /** Observers that threw. */
  public long observerFailures() {
    return observerFailures.sum();
  }

  long connectionOpened() {
    return connections.incrementAndGet();
  }

  void connectionClosed() {
    connections.decrementAndGet();
  }

  void exchangeBegun() {
    exchanges.incrementAndGet();
    exchangesBegun.increment();
  }

  void exchangeEnded() {
    exchanges.decrementAndGet();
  }

  void countRefused(RefusalReason reason) {
    adder(reason).increment();
  }

  void countObserverFailure() {
    observerFailures.increment();
  }

  private LongAdder adder(RefusalReason reason) {
    return Objects.requireNonNull(refused.get(reason));
  }
}
