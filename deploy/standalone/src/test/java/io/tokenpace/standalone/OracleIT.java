package io.tokenpace.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The whole command against the recorded timings themselves, in doubles, lists and exact sorting:
 * nothing here is shared with what it checks.
 */
@Timeout(300)
class OracleIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path directory;

  static List<Path> files() {
    return List.of(Traces.slow(), Traces.fast());
  }

  @ParameterizedTest
  @MethodSource("files")
  void reportsWhatTheFileHolds(Path file) throws IOException {
    Path report = directory.resolve("report.json");
    Command command = new Command();

    int exitCode = command.run("--replay", file, "--format", "vllm-bench", "--report", report);

    assertThat(command.err()).isEmpty();
    assertThat(exitCode).isZero();
    JsonNode raw = JSON.readTree(file.toFile());
    JsonNode fleet = JSON.readTree(report.toFile()).at("/rollups/0");
    checkView(raw, fleet.at("/views/vllm_bench"));
    checkMain(raw, fleet.at("/metrics"));
  }

  private static void checkView(JsonNode raw, JsonNode view) {
    List<Double> itl = new ArrayList<>();
    List<Double> tpot = new ArrayList<>();
    for (int request = 0; request < raw.get("itls").size(); request++) {
      List<Double> gaps = numbers(raw.get("itls").get(request));
      itl.addAll(gaps);
      tpot.add(sum(gaps) / (raw.get("output_lens").get(request).asInt() - 1));
    }
    assertThat(view.get("completed").asLong()).isEqualTo(raw.get("completed").asLong());
    assertThat(view.get("failed").asLong()).isEqualTo(raw.get("failed").asLong());
    assertThat(view.get("total_input_tokens").asLong())
        .isEqualTo(raw.get("total_input_tokens").asLong());
    assertThat(view.get("total_output_tokens").asLong())
        .isEqualTo(raw.get("total_output_tokens").asLong());
    check("vllm_bench ttft", view.get("ttft"), numbers(raw.get("ttfts")));
    check("vllm_bench itl", view.get("itl"), itl);
    check("vllm_bench tpot", view.get("tpot"), tpot);
  }

  /** In both files the first stamp is that of a chunk with a role and no text. */
  private static void checkMain(JsonNode raw, JsonNode metrics) {
    List<Double> ttft = new ArrayList<>();
    List<Double> gapsAfterFirst = new ArrayList<>();
    List<Double> tpot = new ArrayList<>();
    List<Double> e2e = new ArrayList<>();
    double firstStart = Double.MAX_VALUE;
    double lastEvent = 0;
    for (int request = 0; request < raw.get("itls").size(); request++) {
      List<Double> gaps = numbers(raw.get("itls").get(request));
      double roleSeconds = raw.get("ttfts").get(request).asDouble();
      List<Double> later = gaps.subList(1, gaps.size());
      ttft.add(roleSeconds + gaps.get(0));
      gapsAfterFirst.addAll(later);
      tpot.add(sum(later) / (raw.get("output_lens").get(request).asInt() - 1));
      e2e.add(roleSeconds + sum(gaps));
      double start = raw.get("start_times").get(request).asDouble();
      firstStart = Math.min(firstStart, start);
      lastEvent = Math.max(lastEvent, start + roleSeconds + sum(gaps));
    }
    check("ttft", metrics.get("ttft"), ttft);
    check("ttfo", metrics.get("ttfo"), ttft);
    check("icl", metrics.get("icl"), gapsAfterFirst);
    check("itl", metrics.get("itl"), gapsAfterFirst);
    check("tpot", metrics.get("tpot"), tpot);
    check("e2e", metrics.get("e2e"), e2e);
    long tokens = raw.get("total_output_tokens").asLong();
    assertThat(metrics.get("output_tokens").asLong()).isEqualTo(tokens);
    assertThat(metrics.get("input_tokens").asLong())
        .isEqualTo(raw.get("total_input_tokens").asLong());
    assertThat(metrics.get("requests_completed").asInt()).isEqualTo(ttft.size());
    assertThat(metrics.get("completeness").asDouble()).isEqualTo(1);
    assertThat(metrics.get("output_tokens_per_second").asDouble())
        .isCloseTo(tokens / (lastEvent - firstStart), within(0.1));
  }

  private static void check(String name, JsonNode shown, List<Double> seconds) {
    List<Double> sorted = seconds.stream().sorted().toList();
    double meanMillis = sum(seconds) / seconds.size() * 1_000;
    assertThat(shown.get("count").asInt()).as(name).isEqualTo(seconds.size());
    assertThat(shown.get("mean_ms").asDouble())
        .as("%s mean", name)
        .isCloseTo(meanMillis, within(Math.max(0.001, 1e-5 * meanMillis)));
    for (String quantile : List.of("p50", "p90", "p95", "p99", "p999")) {
      double share = Double.parseDouble("0." + quantile.substring(1));
      int rank = (int) Math.max(1, Math.ceil(share * sorted.size() - 1e-9));
      double exactMillis = sorted.get(rank - 1) * 1_000;
      assertThat(shown.get(quantile + "_ms").asDouble())
          .as("%s %s", name, quantile)
          .isCloseTo(exactMillis, within(Math.max(0.001, 0.01 * exactMillis)));
    }
  }

  private static List<Double> numbers(JsonNode array) {
    List<Double> numbers = new ArrayList<>();
    array.forEach(number -> numbers.add(number.asDouble()));
    return numbers;
  }

  private static double sum(List<Double> numbers) {
    return numbers.stream().mapToDouble(Double::doubleValue).sum();
  }
}
