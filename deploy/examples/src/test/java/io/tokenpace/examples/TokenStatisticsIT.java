package io.tokenpace.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tokenpace.examples.broker.ReplayedBroker;
import io.tokenpace.schemas.topics.Topic;
import io.tokenpace.traceimport.trace.ImportOptions;
import io.tokenpace.traceimport.vllm.VllmBenchReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The consumer on a real broker, against the recorded file itself in doubles and exact sorting. */
@Timeout(120)
class TokenStatisticsIT {
  private static final Path FILE =
      Path.of(
          "../../producer-agent/trace-import/src/test/resources/io/tokenpace/traceimport/vllm",
          "day06_c16_i128_o64_n64.json");
  private static final Pattern LINE =
      Pattern.compile(
          "(\\S+): (\\d+) requests, (\\d+) tokens, TTFT p50 ([\\d.]+) p99 ([\\d.]+) ms,"
              + " ITL p50 ([\\d.]+) p99 ([\\d.]+) ms, ([\\d.]+) tokens/s");

  @TempDir Path directory;

  @Test
  void saysWhatTheFileHolds() throws Exception {
    TokenStatistics statistics = new TokenStatistics();
    try (ReplayedBroker broker =
            ReplayedBroker.start(
                directory,
                List.of(new VllmBenchReader().read(FILE, ImportOptions.ofNode("node-1"))));
        KafkaConsumer<byte[], byte[]> consumer =
            new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
      statistics.readAll(consumer, Topic.TOKEN_EVENTS.name(Topic.DEFAULT_PREFIX));
    }

    assertThat(statistics.lines()).hasSize(1);
    Matcher line = LINE.matcher(statistics.lines().get(0));
    assertThat(line.matches()).as(statistics.lines().get(0)).isTrue();
    JsonNode raw = new ObjectMapper().readTree(FILE.toFile());
    assertThat(line.group(1)).isEqualTo(raw.get("model_id").asText());
    assertThat(line.group(2)).isEqualTo(raw.get("completed").asText());
    assertThat(line.group(3)).isEqualTo(raw.get("total_output_tokens").asText());

    List<Double> ttftMillis = new ArrayList<>();
    List<Double> itlMillis = new ArrayList<>();
    double firstStart = Double.MAX_VALUE;
    double lastEvent = 0;
    for (int request = 0; request < raw.get("itls").size(); request++) {
      double start = raw.get("start_times").get(request).asDouble();
      double time = start + raw.get("ttfts").get(request).asDouble();
      for (int gap = 0; gap < raw.get("itls").get(request).size(); gap++) {
        double seconds = raw.get("itls").get(request).get(gap).asDouble();
        time += seconds;
        // The first stamp is that of a chunk with a role and no text.
        if (gap == 0) {
          ttftMillis.add((time - start) * 1_000);
        } else {
          itlMillis.add(seconds * 1_000);
        }
      }
      firstStart = Math.min(firstStart, start);
      lastEvent = Math.max(lastEvent, time);
    }
    assertClose(line.group(4), nearestRank(ttftMillis, 0.50));
    assertClose(line.group(5), nearestRank(ttftMillis, 0.99));
    assertClose(line.group(6), nearestRank(itlMillis, 0.50));
    assertClose(line.group(7), nearestRank(itlMillis, 0.99));
    assertThat(Double.parseDouble(line.group(8)))
        .isCloseTo(raw.get("total_output_tokens").asInt() / (lastEvent - firstStart), within(0.2));
  }

  /** Stamps are rounded to a microsecond each, so that a gap may be one off. */
  private static void assertClose(String shown, double millis) {
    assertThat(Double.parseDouble(shown)).isCloseTo(millis, within(0.0011));
  }

  private static double nearestRank(List<Double> values, double share) {
    int rank = (int) Math.max(1, Math.ceil(share * values.size() - 1e-9));
    return values.stream().sorted().toList().get(rank - 1);
  }
}
