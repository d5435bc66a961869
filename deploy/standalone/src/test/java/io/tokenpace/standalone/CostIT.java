package io.tokenpace.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What tokens cost, through the whole pipe. */
class CostIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path directory;

  /** 3 $/h ÷ 3,600 s/h ÷ 4,000 tokens/s × 10^6 = 0.2083 $. */
  @Test
  void threeDollarsAnHourAtFourThousandTokensASecondAre20CentsAMillion() throws IOException {
    JsonNode fleet = replay(fourThousandTokensASecond(), prices("3.00"));

    assertThat(fleet.get("output_tokens").asLong()).isEqualTo(80_000);
    assertThat(fleet.get("output_tokens_per_second").asDouble()).isCloseTo(4_000, within(0.01));
    assertThat(fleet.get("cost_per_million_output_tokens").asDouble())
        .isCloseTo(0.2083, within(0.00005));
    assertThat(fleet.get("gpu_cost").asDouble()).isCloseTo(3.0 * 20 / 3_600, within(1e-8));
  }

  @Test
  void aRealFileCostsItsTimeAndEveryLateTokenShows() throws IOException {
    Path config = prices("3.00");
    Files.writeString(config, Files.readString(config) + "slo: [{ttft: 20ms}]\n");
    JsonNode raw = JSON.readTree(Traces.fast().toFile());
    int good = 0;
    double firstStart = Double.MAX_VALUE;
    double end = 0;
    for (int request = 0; request < raw.get("ttfts").size(); request++) {
      double role = raw.get("ttfts").get(request).asDouble();
      JsonNode gaps = raw.get("itls").get(request);
      // The first stamp is that of a chunk with a role and no text.
      good += role + gaps.get(0).asDouble() <= 0.020 ? 1 : 0;
      double last = raw.get("start_times").get(request).asDouble() + role;
      for (JsonNode gap : gaps) {
        last += gap.asDouble();
      }
      firstStart = Math.min(firstStart, raw.get("start_times").get(request).asDouble());
      end = Math.max(end, last);
    }

    JsonNode fleet = replay(Traces.fast(), config);

    assertThat(good).isBetween(1, 63);
    assertThat(fleet.get("good_requests").asInt()).isEqualTo(good);
    assertThat(fleet.get("late_ttft_requests").asInt()).isEqualTo(64 - good);
    assertThat(fleet.get("slo_ttft_attainment").asDouble()).isCloseTo(good / 64.0, within(1e-6));
    double cost = 3.0 * (end - firstStart) / 3_600;
    assertThat(fleet.get("gpu_cost").asDouble()).isCloseTo(cost, within(2e-9));
    // All answers have the same length.
    assertThat(fleet.get("good_cost").asDouble()).isCloseTo(cost * good / 64, within(3e-9));
    assertThat(fleet.get("waste_cost").asDouble()).isCloseTo(cost * (64 - good) / 64, within(3e-9));
    assertThat(fleet.get("cost_per_million_good_tokens").asDouble())
        .isCloseTo(1e6 * cost / (64.0 * good), within(2e-6));
  }

  @Test
  void withoutAPriceTheTimeIsKnownAndTheCostIsNot() throws IOException {
    Path config = directory.resolve("no-prices.yaml");
    Files.writeString(config, "lease: 30s\n");

    JsonNode fleet = replay(Command.trace(), config);

    assertThat(fleet.get("gpu_hours").asDouble()).isPositive();
    assertThat(fleet.get("unpriced_gpu_micros")).isEqualTo(fleet.get("gpu_micros"));
    assertThat(fleet.get("gpu_cost").isNull()).isTrue();
    assertThat(fleet.get("cost_per_million_output_tokens").isNull()).isTrue();
    assertThat(fleet.get("policy_missing").asInt()).isEqualTo(3);
  }

  private Path prices(String hourly) throws IOException {
    Path config = directory.resolve("prices.yaml");
    return Files.writeString(
        config, "prices: [{gpu_type: H100-SXM, hourly: %s}]\n".formatted(hourly));
  }

  /** Eight answers side by side, a token every 2 ms for 20 s. */
  private Path fourThousandTokensASecond() throws IOException {
    int streams = 8;
    int tokens = 10_000;
    ObjectNode file = JSON.createObjectNode();
    file.put("date", "20260101-000000").put("backend", "openai").put("model_id", "steady");
    file.put("num_prompts", streams).put("duration", 20.0).put("completed", streams);
    file.put("total_input_tokens", streams).put("total_output_tokens", streams * tokens);
    file.putPOJO("input_lens", Collections.nCopies(streams, 1));
    file.putPOJO("output_lens", Collections.nCopies(streams, tokens));
    file.putPOJO("ttfts", Collections.nCopies(streams, 0.002));
    List<Double> gaps = Collections.nCopies(tokens - 1, 0.002);
    file.putPOJO("itls", Collections.nCopies(streams, gaps));
    file.putPOJO("start_times", Collections.nCopies(streams, 100.0));
    file.putPOJO("generated_texts", Collections.nCopies(streams, ""));
    file.putPOJO("errors", Collections.nCopies(streams, ""));
    Path path = directory.resolve("steady.json");
    JSON.writeValue(path.toFile(), file);
    return path;
  }

  private JsonNode replay(Path file, Path config) throws IOException {
    Path report = directory.resolve("report.json");
    Command command = new Command();

    int exitCode =
        command.run(
            "--replay",
            file,
            "--format",
            "vllm-bench",
            "--report",
            report,
            "--config",
            config,
            "--gpu-type",
            "H100-SXM");

    assertThat(command.err()).isEmpty();
    assertThat(exitCode).isZero();
    return JSON.readTree(report.toFile()).at("/rollups/0/metrics");
  }
}
