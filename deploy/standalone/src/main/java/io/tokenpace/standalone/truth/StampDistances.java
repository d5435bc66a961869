package io.tokenpace.standalone.truth;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far the agents' stamps lie from the engines' own: differences of times, no clocks compared.
 */
final class StampDistances {
  private static final int NANOS_PER_MILLI = 6;

  private final Spread ttftNanos = new Spread();
  private final Spread gapNanos = new Spread();

  private StampDistances() {}

  static ObjectNode of(Collection<SeenRequest> requests, Map<String, KnownRequest> known) {
    StampDistances distances = new StampDistances();
    for (SeenRequest request : requests) {
      KnownRequest truth = known.get(request.id());
      if (truth != null) {
        distances.add(request, truth);
      }
    }
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.set("ttft_distance", distances.ttftNanos.inMillis(NANOS_PER_MILLI));
    json.set("gap_distance", distances.gapNanos.inMillis(NANOS_PER_MILLI));
    return json;
  }

  private void add(SeenRequest request, KnownRequest truth) {
    if (request.ttftMicros() >= 0 && truth.firstFrameNanos() >= 0) {
      ttftNanos.add(Math.abs(1_000 * request.ttftMicros() - truth.firstFrameNanos()));
    }
    request.choices().forEach((choice, chunks) -> addGaps(chunks, truth.frames().get(choice)));
  }

  private void addGaps(List<SeenRequest.Chunk> chunks, @Nullable List<KnownRequest.Frame> frames) {
    if (frames == null) {
      return;
    }
    for (int chunk = 1; chunk < Math.min(chunks.size(), frames.size()); chunk++) {
      long known = frames.get(chunk).nanos() - frames.get(chunk - 1).nanos();
      gapNanos.add(Math.abs(1_000 * chunks.get(chunk).gapMicros() - known));
    }
  }
}
