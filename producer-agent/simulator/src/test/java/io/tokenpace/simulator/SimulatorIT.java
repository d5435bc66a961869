package io.tokenpace.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands as processes of their own: what they print, and what a signal leaves behind. */
class SimulatorIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long HANGING_SECONDS = 120;

  @TempDir private Path folder;
  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void killLeftovers() {
    processes.forEach(Process::destroyForcibly);
  }

  private Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
    command.add(Simulator.class.getName());
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectError(folder.resolve("err-" + processes.size()).toFile())
            .start();
    processes.add(process);
    return process;
  }

  private static int await(Process process) throws InterruptedException {
    assertThat(process.waitFor(HANGING_SECONDS, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  private static String line(BufferedReader out) throws IOException {
    return Objects.requireNonNull(out.readLine(), "a line of output");
  }

  private static List<JsonNode> lines(Path file) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  @Test
  void leavesWholeFilesBehindWhenLoadAndEnginesAreTerminated() throws Exception {
    Path truth = folder.resolve("truth.jsonl");
    Path record = folder.resolve("record.jsonl");
    Path fleet =
        Files.writeString(
            folder.resolve("fleet.yaml"),
            "truth: %s%nengines: [{node: a, model: m}, {node: b, model: m}]".formatted(truth));
    Process engines = start("engines", "--config", fleet.toString(), "--ignore-stdin");
    BufferedReader out = engines.inputReader();
    String first = line(out);
    String second = line(out);
    assertThat(first).matches("engine a http://127\\.0\\.0\\.1:\\d+");
    assertThat(second).matches("engine b http://127\\.0\\.0\\.1:\\d+");
    assertThat(line(out)).isEqualTo("ready");
    Path config =
        Files.writeString(
            folder.resolve("load.yaml"),
            """
            rate: 200
            drain: 1ms
            record: %s
            targets: [{url: '%s', model: m}, {url: '%s', model: m}]
            """
                .formatted(record, first.substring(9), second.substring(9)));
    Process load = start("load", "--config", config.toString());
    assertThat(line(load.inputReader())).isEqualTo("ready");
    while (Files.readAllLines(truth).size() < 20) {
      assertThat(engines.isAlive() && load.isAlive()).isTrue();
      Thread.onSpinWait();
    }

    load.destroy();
    assertThat(await(load)).isZero();
    engines.destroy();
    assertThat(await(engines)).isZero();

    List<JsonNode> records = lines(record);
    JsonNode summary = records.get(records.size() - 1);
    assertThat(summary.path("summary").asBoolean()).isTrue();
    assertThat(summary.path("requests").asInt()).isEqualTo(records.size() - 1);
    // Drained for a millisecond: what was open then is left.
    assertThat(summary.path("cancelled").asInt()).isPositive();
    List<JsonNode> truths = lines(truth);
    JsonNode totals = truths.get(truths.size() - 1);
    assertThat(totals.path("summary").asBoolean()).isTrue();
    assertThat(totals.path("requests").asInt()).isEqualTo(truths.size() - 1);
    int frames = 0;
    for (JsonNode request : truths.subList(0, truths.size() - 1)) {
      frames += request.path("frames").size();
    }
    assertThat(totals.path("frames").asInt()).isEqualTo(frames);
  }

  @Test
  void endsWithItsStandardInput() throws Exception {
    Path truth = folder.resolve("truth.jsonl");
    Path fleet =
        Files.writeString(
            folder.resolve("fleet.yaml"), "truth: %s%nengines: [{}]".formatted(truth));
    Process engines = start("engines", "--config", fleet.toString());
    BufferedReader out = engines.inputReader();
    assertThat(line(out)).startsWith("engine node-1 http://127.0.0.1:");
    assertThat(line(out)).isEqualTo("ready");

    engines.outputWriter().close();

    assertThat(await(engines)).isZero();
    assertThat(lines(truth)).hasSize(1);
  }

  @Test
  void saysInOneLineWhatIsWrong() throws Exception {
    Path fleet = Files.writeString(folder.resolve("fleet.yaml"), "engines: [{}]\nengine: 1");

    assertThat(await(start("engines", "--config", fleet.toString()))).isEqualTo(2);
    assertThat(await(start("load", "--target", "ftp://x"))).isEqualTo(2);
    assertThat(await(start("load", "--for", "soon"))).isEqualTo(2);

    assertThat(Files.readString(folder.resolve("err-0")))
        .isEqualTo(fleet + ": engine: 1 (expected: one of engines, host, seed, truth)\n");
    assertThat(Files.readString(folder.resolve("err-1")))
        .isEqualTo("target: ftp://x (expected: a URL such as http://127.0.0.1:8000)\n");
    assertThat(Files.readString(folder.resolve("err-2")))
        .contains("expected: a duration")
        .hasLineCount(1);
  }
}
