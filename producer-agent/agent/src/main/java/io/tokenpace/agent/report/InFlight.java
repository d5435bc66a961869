package io.tokenpace.agent.report;

import io.tokenpace.schemas.codec.SeriesLabels;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The requests in flight as of the events reported so far, oldest first.
 *
 * <p>NOT thread-safe.
 */
final class InFlight {
  private final Map<Long, Request> requests = new LinkedHashMap<>();

  /** What was reported of a request. */
  static final class Request {
    final long number;
    final SeriesLabels labels;

    /** Event time of accepted, UTC microseconds: every report has to say the same. */
    final long acceptedMicros;

    long outputTokens;

    private Request(long number, SeriesLabels labels, long acceptedMicros) {
      this.number = number;
      this.labels = labels;
      this.acceptedMicros = acceptedMicros;
    }
  }

  /** The request of an event; one whose start was lost counts from here. */
  Request get(long number, SeriesLabels labels, long acceptedMicros) {
    return requests.computeIfAbsent(number, key -> new Request(number, labels, acceptedMicros));
  }

  @Nullable Request remove(long number) {
    return requests.remove(number);
  }

  Collection<Request> all() {
    return requests.values();
  }

  int size() {
    return requests.size();
  }
}
