package io.tokenpace.standalone.truth;

import io.tokenpace.schemas.wire.RequestEnd;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The latencies of requests, computed one by one from what agents stamped.
 *
 * <p>Source: the metric dictionary, "Latencies".
 */
final class SeenLatencies {
  private final Map<String, Spread> spreads = new LinkedHashMap<>();

  SeenLatencies(Collection<SeenRequest> requests) {
    for (String name : List.of("ttft", "icl", "itl", "tpot", "e2e")) {
      spreads.put(name, new Spread());
    }
    requests.forEach(this::add);
  }

  private void add(SeenRequest request) {
    if (request.ttftMicros() >= 0) {
      spread("ttft").add(request.ttftMicros());
    }
    for (List<SeenRequest.Chunk> chunks : request.choices().values()) {
      for (SeenRequest.Chunk chunk : chunks.subList(1, chunks.size())) {
        spread("icl").add(chunk.gapMicros());
        for (int token = 0; token < chunk.tokens(); token++) {
          spread("itl").add(chunk.gapMicros() / chunk.tokens());
        }
      }
    }
    RequestEnd end = request.end();
    if (end != null && request.outcome().equals("completed")) {
      completed(end);
    }
  }

  private void completed(RequestEnd end) {
    Long last = end.getLastOutputSinceMicros();
    if (last == null) {
      return;
    }
    spread("e2e").add(last);
    Long first = end.getFirstOutputSinceMicros();
    Long firstTokens = end.getFirstChunkTokens();
    if (!end.getStreaming() || end.getChoices() > 1 || first == null || firstTokens == null) {
      return;
    }
    long tokens =
        end.getOutputTokens() == null ? end.getCountedOutputTokens() : end.getOutputTokens();
    long divisor = tokens - firstTokens;
    if (divisor >= 1) {
      spread("tpot").add((2 * (last - first) + divisor) / (2 * divisor));
    }
  }

  private Spread spread(String name) {
    Spread spread = spreads.get(name);
    if (spread == null) {
      throw new IllegalArgumentException("latency: " + name);
    }
    return spread;
  }

  /** By name, in microseconds. */
  Map<String, Spread> all() {
    return spreads;
  }
}
