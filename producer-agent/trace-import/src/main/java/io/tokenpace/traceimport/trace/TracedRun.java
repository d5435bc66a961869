package io.tokenpace.traceimport.trace;

import java.util.List;

/**
 * What a reader found in one file: the requests of one benchmark against one model.
 *
 * @param model the model's label
 * @param operation what was asked for: chat or completion
 * @param firstAcceptedMicros the earliest accepted, UTC microseconds
 * @param requests the requests, in the file's order; at least one
 */
public record TracedRun(
    String model, String operation, long firstAcceptedMicros, List<TracedRequest> requests) {
  /** Copies the list, and checks that something can be made of it. */
  public TracedRun {
    requests = List.copyOf(requests);
    if (requests.isEmpty()) {
      throw new IllegalArgumentException("requests: none (expected: >= 1)");
    }
  }

  /** The last event, UTC microseconds. */
  long lastEventMicros() {
    return requests.stream().mapToLong(TracedRequest::endMicros).max().orElseThrow();
  }
}
