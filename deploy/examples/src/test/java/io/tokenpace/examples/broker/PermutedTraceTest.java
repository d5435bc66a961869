package io.tokenpace.examples.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PermutedTraceTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path directory;

  @Test
  void dealsTheSameTimesAnewAndLeavesTheRest() throws IOException {
    String ttfts = "[0.1, 0.2, 0.3]";
    String itls = "[[1, 2, 3, 4], [5], [6, 7, 8]]";
    String text = "{\"model_id\": \"m\", \"ttfts\": %s, \"itls\": %s}".formatted(ttfts, itls);
    Path file = Files.writeString(directory.resolve("file.json"), text);

    JsonNode one = permuted(file, 1);
    JsonNode other = permuted(file, 2);

    assertThat(permuted(file, 1)).isEqualTo(one);
    assertThat(other).isNotEqualTo(one);
    for (JsonNode permuted : List.of(one, other)) {
      assertThat(permuted.get("model_id").asText()).isEqualTo("m");
      assertThat(permuted.get("ttfts")).containsExactlyInAnyOrderElementsOf(JSON.readTree(ttfts));
      List<Integer> gaps = new ArrayList<>();
      for (int request = 0; request < 3; request++) {
        JsonNode before = JSON.readTree(itls).get(request);
        assertThat(permuted.get("itls").get(request)).hasSameSizeAs(before);
        assertThat(permuted.get("itls").get(request).get(0)).isEqualTo(before.get(0));
        permuted.get("itls").get(request).forEach(gap -> gaps.add(gap.asInt()));
      }
      assertThat(gaps).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6, 7, 8);
    }
  }

  private JsonNode permuted(Path file, long seed) throws IOException {
    Path target = directory.resolve("permuted.json");
    PermutedTrace.write(file, seed, target);
    return JSON.readTree(target.toFile());
  }
}
