package io.tokenpace.simulator.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tokenpace.simulator.answer.FailureShares;
import io.tokenpace.simulator.answer.ModelBehaviour;
import io.tokenpace.simulator.answer.Operation;
import io.tokenpace.simulator.answer.Speculation;
import io.tokenpace.simulator.config.EngineConfig;
import io.tokenpace.simulator.engine.EngineLimits;
import io.tokenpace.simulator.engine.StepCost;
import io.tokenpace.simulator.random.Lengths;
import io.tokenpace.simulator.server.EngineServer;
import io.tokenpace.simulator.truth.TruthFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The driver's record against the engine's truth, over real sockets. */
class LoadRunTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final LoadConfig.Traffic SHORT =
      new LoadConfig.Traffic(
          List.of(new Tenant("acme", 1)),
          List.of(
              new Workload(
                  "chat",
                  3,
                  Operation.CHAT,
                  new Lengths(20, 0.5, 1, 100),
                  new Lengths(20, 0.5, 1, 60),
                  16),
              new Workload(
                  "document",
                  1,
                  Operation.COMPLETION,
                  new Lengths(30, 0.5, 1, 100),
                  new Lengths(40, 0.5, 1, 90),
                  0)),
          new Shares(0.2, 0.1, 0.3, 0.2, 0.5, 0.9, 0.5, 0.2),
          Sessions.DEFAULT);

  @TempDir private Path folder;

  private static EngineServer engine(StepCost cost, FailureShares failures, TruthFile truth) {
    ModelBehaviour model =
        new ModelBehaviour(
            "m",
            4_096,
            new Lengths(30, 0.5, 1, 90),
            0.3,
            0,
            0.1,
            new Speculation(3, 0.5),
            failures);
    return EngineServer.start(
        "127.0.0.1",
        new EngineConfig(
            "node-1", 0, 1, model, cost, new EngineLimits(512, 64, 256, 4_096, 16), 503, false),
        truth,
        Instant.EPOCH);
  }

  private LoadConfig load(int port, List<String> arrivals, Duration drain) throws IOException {
    Path trace = Files.write(folder.resolve("trace"), arrivals);
    return new LoadConfig(
        3,
        new Pace(1, trace, null, drain),
        List.of(new Target("http://127.0.0.1:" + port, "m", 1)),
        SHORT,
        folder.resolve("record.jsonl"),
        true);
  }

  private LoadSummary run(LoadConfig config) throws InterruptedException {
    CountDownLatch exhausted = new CountDownLatch(1);
    try (LoadRun run = new LoadRun(config, exhausted::countDown)) {
      run.start();
      exhausted.await();
      return run.drain();
    }
  }

  private static Map<String, JsonNode> lines(Path file) throws IOException {
    Map<String, JsonNode> lines = new HashMap<>();
    for (String line : Files.readAllLines(file)) {
      JsonNode json = JSON.readTree(line);
      lines.put(json.path("request").asText("summary"), json);
    }
    return lines;
  }

  private static JsonNode line(Map<String, JsonNode> lines, String name) {
    return Objects.requireNonNull(lines.get(name), name);
  }

  @Test
  void recordsWhatTheEngineSaysItDid() throws Exception {
    List<String> arrivals = new ArrayList<>();
    for (int request = 0; request < 200; request++) {
      arrivals.add("0." + "%04d".formatted(request * 20));
    }
    Path truthFile = folder.resolve("truth.jsonl");
    LoadSummary summary;
    try (TruthFile truth = TruthFile.create(truthFile);
        EngineServer engine =
            engine(new StepCost(400_000, 2_000, 100), new FailureShares(0.05, 0.05, 0.05), truth)) {
      summary = run(load(engine.port(), arrivals, Duration.ofMinutes(1)));
    }

    Map<String, JsonNode> truths = lines(truthFile);
    Map<String, JsonNode> records = lines(folder.resolve("record.jsonl"));
    assertThat(summary.requests()).isEqualTo(200);
    assertThat(records).hasSize(201);
    assertThat(line(records, "summary").path("requests").asInt()).isEqualTo(200);
    for (int number = 0; number < 200; number++) {
      String id = "r-3-" + number;
      assertAgree(id, line(records, id), truths.get(id));
    }
    for (Outcome outcome : List.of(Outcome.COMPLETED, Outcome.CANCELLED, Outcome.FAILED)) {
      assertThat(summary.of(outcome)).as(outcome.label()).isPositive();
    }
    assertThat(summary.of(Outcome.TRUNCATED)).isPositive();
  }

  /** A client that left before it had sent its request has no truth. */
  private static void assertAgree(String id, JsonNode record, @Nullable JsonNode truth) {
    String outcome = record.path("outcome").asText();
    if (outcome.equals("cancelled")) {
      assertThat(record.path("cancelledNanos").isNumber()).as(id).isTrue();
      return;
    }
    assertThat(truth).as(id).isNotNull();
    String expected =
        switch (Objects.requireNonNull(truth).path("ended").asText()) {
          case "failed_before_stream", "failed_in_band" -> "failed";
          // Without a stream there is no head before the cut.
          case "failed_cut" -> record.path("streaming").asBoolean() ? "truncated" : "failed";
          default -> truth.path("ended").asText();
        };
    assertThat(outcome).as(id).isEqualTo(expected);
    assertThat(record.path("sentNanos").asLong())
        .as(id)
        .isLessThanOrEqualTo(truth.path("acceptedNanos").asLong());
    JsonNode chunks = record.path("chunks");
    JsonNode frames = truth.path("frames");
    assertThat(chunks.size()).as(id).isEqualTo(frames.size());
    for (int chunk = 0; chunk < chunks.size(); chunk++) {
      assertThat(chunks.get(chunk).get(0)).as(id).isEqualTo(frames.get(chunk).get(1));
      assertThat(chunks.get(chunk).get(1).asLong())
          .as(id)
          .isGreaterThanOrEqualTo(frames.get(chunk).get(4).asLong());
    }
    if (outcome.equals("completed") && record.path("outputTokens").isNumber()) {
      assertThat(record.path("outputTokens")).as(id).isEqualTo(truth.path("outputTokens"));
    }
  }

  @Test
  void sendsWhenDueThoughNothingIsAnsweredAndLeavesTheRest() throws Exception {
    // Accepts connections and never reads from them.
    try (ServerSocket deaf = new ServerSocket(0, 100, InetAddress.getLoopbackAddress())) {
      List<String> arrivals = List.of("0", "0.001", "0.002", "0.003", "0.004");

      LoadSummary summary = run(load(deaf.getLocalPort(), arrivals, Duration.ofMillis(300)));

      assertThat(summary.requests()).isEqualTo(5);
      assertThat(summary.of(Outcome.CANCELLED)).isEqualTo(5);
    }
    for (Map.Entry<String, JsonNode> entry : lines(folder.resolve("record.jsonl")).entrySet()) {
      if (!entry.getKey().equals("summary")) {
        assertThat(entry.getValue().path("sentNanos").isNumber()).isTrue();
        assertThat(entry.getValue().path("cancelledNanos").isNumber()).isTrue();
        assertThat(entry.getValue().path("status").asInt()).isZero();
      }
    }
  }

  @Test
  void recordsThatNobodyIsThere() throws Exception {
    int port;
    try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = gone.getLocalPort();
    }

    LoadSummary summary = run(load(port, List.of("0"), Duration.ofSeconds(60)));

    assertThat(summary.of(Outcome.FAILED)).isEqualTo(1);
  }
}
