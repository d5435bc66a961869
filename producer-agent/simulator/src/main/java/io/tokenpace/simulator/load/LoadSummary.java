package io.tokenpace.simulator.load;

import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Totals of a load.
 *
 * <p>NOT thread-safe.
 */
public final class LoadSummary {
  private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
  private long chunks;
  private long bodyBytes;
  private long latestSendNanos;

  LoadSummary() {}

  void add(ClientExchange exchange, Outcome outcome) {
    outcomes.merge(outcome, 1L, Long::sum);
    chunks += exchange.chunkCount;
    bodyBytes += exchange.bodyBytes;
    if (exchange.sentNanos != 0) {
      latestSendNanos = Math.max(latestSendNanos, exchange.sentNanos - exchange.scheduledNanos);
    }
  }

  /** Requests that ended. */
  public long requests() {
    return outcomes.values().stream().mapToLong(Long::longValue).sum();
  }

  long of(Outcome outcome) {
    return outcomes.getOrDefault(outcome, 0L);
  }

  /** Chunks with output. */
  public long chunks() {
    return chunks;
  }

  /** Bytes of all bodies. */
  public long bodyBytes() {
    return bodyBytes;
  }

  /** The longest a request was sent after its time, for want of this process. */
  public long latestSendNanos() {
    return latestSendNanos;
  }

  /** One line for people. */
  @Override
  public String toString() {
    return "%d requests (%s), %d chunks"
        .formatted(
            requests(),
            outcomes.entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey().label())
                .collect(Collectors.joining(", ")),
            chunks);
  }
}
