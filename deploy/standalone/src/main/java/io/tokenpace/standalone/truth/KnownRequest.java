package io.tokenpace.standalone.truth;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A request as its engine knows it.
 *
 * @param node the engine's node
 * @param ended how it ended: completed, cancelled, failed, rejected, client_error or shutdown
 * @param choicesAsked n
 * @param streaming whether it was streamed
 * @param acceptedNanos when the engine had read all of it
 * @param frames by choice, its frames with tokens in order
 */
record KnownRequest(
    String node,
    String ended,
    int choicesAsked,
    boolean streaming,
    long acceptedNanos,
    SortedMap<Integer, List<Frame>> frames) {
  /** When a frame was written, and how many tokens it had. */
  record Frame(long nanos, int tokens) {}

  /** Reads a line of the engines' truth. */
  static KnownRequest of(JsonNode line) {
    SortedMap<Integer, List<Frame>> frames = new TreeMap<>();
    for (JsonNode frame : line.path("frames")) {
      frames
          .computeIfAbsent(frame.get(1).asInt(), absent -> new ArrayList<>())
          .add(new Frame(frame.get(4).asLong(), frame.get(2).asInt()));
    }
    return new KnownRequest(
        line.path("node").asText(),
        outcome(line.path("ended").asText()),
        line.path("n").asInt(1),
        line.path("streaming").asBoolean(),
        line.path("acceptedNanos").asLong(),
        frames);
  }

  private static String outcome(String ended) {
    return switch (ended) {
      case "failed_before_stream", "failed_in_band", "failed_cut" -> "failed";
      case "refused" -> "client_error";
      default -> ended;
    };
  }

  /** When its first frame left, counted from accepted; -1 if none did. */
  long firstFrameNanos() {
    return frames.values().stream()
        .mapToLong(ofChoice -> ofChoice.get(0).nanos() - acceptedNanos)
        .min()
        .orElse(-1);
  }
}
