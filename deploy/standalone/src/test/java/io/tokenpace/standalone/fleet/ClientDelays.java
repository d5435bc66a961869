package io.tokenpace.standalone.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The engines' file and the clients', request by request: whether each went well, and what the way
 * through the agent added to what the engine did, stretch by stretch of the run. Engines and
 * clients read one clock.
 *
 * <p>NOT thread-safe.
 */
final class ClientDelays {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, JsonNode> engines;
  private final Map<String, JsonNode> clients;

  private ClientDelays(Map<String, JsonNode> engines, Map<String, JsonNode> clients) {
    this.engines = engines;
    this.clients = clients;
  }

  /** What was added, nanoseconds. */
  private record Added(List<Long> toFirst, List<Long> toGap) {}

  /** Reads both files. */
  static ClientDelays read(Path truth, Path record) throws IOException {
    return new ClientDelays(lines(truth), lines(record));
  }

  private static Map<String, JsonNode> lines(Path file) throws IOException {
    Map<String, JsonNode> lines = new HashMap<>();
    for (String line : Files.readAllLines(file)) {
      JsonNode read = JSON.readTree(line);
      if (read.hasNonNull("request")) {
        lines.put(read.get("request").asText(), read);
      }
    }
    return lines;
  }

  int requests() {
    return clients.size();
  }

  /** Requests that did not complete for engine and client, a line each. */
  List<String> notCompleted() {
    List<String> lines = new ArrayList<>();
    clients.forEach(
        (id, client) -> {
          String seen = client.path("outcome").asText();
          JsonNode engine = engines.get(id);
          String known = engine == null ? "unknown" : engine.path("ended").asText();
          if (!(seen.equals("completed") && known.equals("completed"))) {
            lines.add("%s: client %s, engine %s".formatted(id, seen, known));
          }
        });
    engines.keySet().stream()
        .filter(id -> !clients.containsKey(id))
        .forEach(id -> lines.add(id + ": client unknown"));
    return lines;
  }

  /** Frames with tokens that engines wrote, each a chunk to the agent. */
  long frames() {
    return engines.values().stream().mapToLong(engine -> engine.path("frames").size()).sum();
  }

  /** Tokens that engines generated. */
  long outputTokens() {
    return engines.values().stream()
        .mapToLong(engine -> engine.path("outputTokens").asLong())
        .sum();
  }

  /**
   * What was added to times to first token and to gaps, a line for each stretch.
   *
   * @param stretches their names, by when they began; the earliest began before all frames
   */
  List<String> added(Map<String, Long> stretches) {
    Map<String, Added> added = new LinkedHashMap<>();
    stretches
        .keySet()
        .forEach(name -> added.put(name, new Added(new ArrayList<>(), new ArrayList<>())));
    clients.forEach(
        (id, client) -> {
          JsonNode engine = engines.get(id);
          if (engine != null && client.path("chunks").size() == engine.path("frames").size()) {
            add(client, engine, stretches, added);
          }
        });
    List<String> lines = new ArrayList<>();
    added.forEach(
        (name, of) ->
            lines.add(
                "%-25s added to ttft %s, to gaps %s"
                    .formatted(name, percentiles(of.toFirst()), percentiles(of.toGap()))));
    return lines;
  }

  private static void add(
      JsonNode client, JsonNode engine, Map<String, Long> stretches, Map<String, Added> added) {
    Map<Integer, List<Long>> chunks = byChoice(client.path("chunks"), 0, 1);
    Map<Integer, List<Long>> frames = byChoice(engine.path("frames"), 1, 4);
    long sent = client.path("sentNanos").asLong();
    long accepted = engine.path("acceptedNanos").asLong();
    frames.forEach(
        (choice, written) -> {
          List<Long> read = chunks.getOrDefault(choice, List.of());
          for (int chunk = 0; chunk < Math.min(read.size(), written.size()); chunk++) {
            Added to = added.get(stretch(stretches, written.get(chunk)));
            if (to == null) {
              throw new IllegalArgumentException("stretches: none (expected: one or more)");
            } else if (chunk == 0) {
              to.toFirst().add(read.get(0) - sent - (written.get(0) - accepted));
            } else {
              long gap = read.get(chunk) - read.get(chunk - 1);
              to.toGap().add(gap - (written.get(chunk) - written.get(chunk - 1)));
            }
          }
        });
  }

  private static Map<Integer, List<Long>> byChoice(JsonNode entries, int choiceAt, int nanosAt) {
    Map<Integer, List<Long>> byChoice = new HashMap<>();
    for (JsonNode entry : entries) {
      byChoice
          .computeIfAbsent(entry.get(choiceAt).asInt(), absent -> new ArrayList<>())
          .add(entry.get(nanosAt).asLong());
    }
    return byChoice;
  }

  private static String stretch(Map<String, Long> stretches, long nanos) {
    String last = "";
    for (Map.Entry<String, Long> stretch : stretches.entrySet()) {
      if (last.isEmpty() || nanos >= stretch.getValue()) {
        last = stretch.getKey();
      }
    }
    return last;
  }

  /** Nearest rank, in milliseconds. */
  private static String percentiles(List<Long> nanos) {
    if (nanos.isEmpty()) {
      return "(none)";
    }
    Collections.sort(nanos);
    return "p50 %.2f p99 %.2f ms (%d)"
        .formatted(at(nanos, 50) / 1e6, at(nanos, 99) / 1e6, nanos.size());
  }

  private static long at(List<Long> sorted, int percent) {
    return sorted.get((percent * sorted.size() + 99) / 100 - 1);
  }
}
