package io.tokenpace.examples.broker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * More traffic out of one recorded file: the same requests with the same times, dealt to them anew.
 * Copies as they are would not do where bytes are counted, since compression finds what repeats.
 */
final class PermutedTrace {
  private static final ObjectMapper JSON = new ObjectMapper();

  private PermutedTrace() {}

  /**
   * Writes a permutation of a vLLM result file.
   *
   * @param seed the same for the same permutation
   */
  static void write(Path file, long seed, Path target) throws IOException {
    ObjectNode trace = (ObjectNode) JSON.readTree(file.toFile());
    Random random = new Random(seed);
    List<JsonNode> firsts = new ArrayList<>();
    trace.withArray("ttfts").forEach(firsts::add);
    Collections.shuffle(firsts, random);
    trace.putArray("ttfts").addAll(firsts);

    ArrayNode requests = trace.withArray("itls");
    List<JsonNode> gaps = new ArrayList<>();
    for (JsonNode request : requests) {
      for (int gap = 1; gap < request.size(); gap++) {
        gaps.add(request.get(gap));
      }
    }
    Collections.shuffle(gaps, random);
    int next = 0;
    for (JsonNode request : requests) {
      // The first gap stays: behind a role-only chunk it is of another kind than the rest.
      for (int gap = 1; gap < request.size(); gap++) {
        ((ArrayNode) request).set(gap, gaps.get(next++));
      }
    }
    JSON.writeValue(target.toFile(), trace);
  }
}
