package io.tokenpace.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class UpIT {
  private static final String BINARIES = "tokenpace.database.binaries";

  @TempDir Path directory;

  @Test
  void replaysAFileIntoAReportAndLeavesNothingRunning() throws Exception {
    Leftovers leftovers = new Leftovers();
    Command command = new Command();

    int exitCode =
        command.run(
            "--replay",
            Command.trace(),
            "--format",
            "vllm-bench",
            "--report",
            report(),
            "--publish",
            "reports+tokens",
            "--run",
            "test");

    assertThat(command.err()).isEmpty();
    assertThat(exitCode).isZero();
    JsonNode fleet = fleet();
    assertThat(fleet.at("/metrics/requests_started").asLong()).isEqualTo(3);
    assertThat(fleet.at("/metrics/requests_failed").asLong()).isEqualTo(1);
    assertThat(fleet.at("/metrics/output_tokens").asLong()).isEqualTo(5);
    JsonNode view = fleet.at("/views/vllm_bench");
    assertThat(view.at("/completed").asLong()).isEqualTo(2);
    assertThat(view.at("/failed").asLong()).isEqualTo(1);
    // (100 + 300) / 2; (10 + 30 + 20) / 3; ((10 + 30) / 2 + 20 / 1) / 2.
    assertThat(view.at("/ttft/mean_ms").asDouble()).isEqualTo(200.0);
    assertThat(view.at("/itl/mean_ms").asDouble()).isEqualTo(20.0);
    assertThat(view.at("/tpot/mean_ms").asDouble()).isEqualTo(20.0);
    assertThat(command.out())
        .contains("as run test\n", "requests: 3 started, 2 completed, 1 failed, 0 lost\n")
        .containsPattern("reports: sent \\d+ = folded \\d+ \\+ duplicate 0 \\+ late 0 \\+ dead 0\n")
        .contains("\ntoken events: written 5 = output chunks 5\n");
    assertThat(leftovers.await(Duration.ofSeconds(20))).isEmpty();
  }

  @Test
  void saysWhatFailedAndKeepsTheLogButNothingElse() throws Exception {
    Leftovers leftovers = new Leftovers();
    Path file = Files.writeString(directory.resolve("no-directory"), "");
    Command command = new Command();
    String before = System.getProperty(BINARIES);
    System.setProperty(BINARIES, file.toString());
    int exitCode;
    try {
      exitCode =
          command.run("--replay", Command.trace(), "--format", "vllm-bench", "--report", report());
    } finally {
      if (before == null) {
        System.clearProperty(BINARIES);
      } else {
        System.setProperty(BINARIES, before);
      }
    }

    assertThat(exitCode).isEqualTo(1);
    assertThat(command.err()).matches("up: database: did not start: .* \\(log: .*\\)\n");
    Path log = Path.of(command.err().replaceAll(".*\\(log: (.*)\\)\n", "$1"));
    assertThat(log).content().contains("up failed");
    assertThat(log.getParent()).isDirectoryContaining("glob:**.log");
    assertThat(report()).doesNotExist();
    assertThat(leftovers.await(Duration.ofSeconds(20))).isEmpty();
    Files.delete(log);
    // Deletes the directory only if nothing but the log was in it.
    Files.delete(log.getParent());
  }

  @Test
  void takesEverythingDownWhenItIsInterrupted() throws Exception {
    Path temporary = Files.createDirectory(directory.resolve("tmp"));
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("java.class.path"),
                Up.class.getName(),
                "--replay",
                Command.trace().toString(),
                "--format",
                "vllm-bench",
                "--report",
                report().toString())
            .redirectErrorStream(true)
            .start();
    String database = temporary.toString();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      // The database is the part that outlives a process that forgets it.
      String line = lines.readLine();
      while (line != null && !line.startsWith("database ")) {
        line = lines.readLine();
      }
      assertThat(line).isNotNull();
      assertThat(serversBelow(database)).isPositive();

      process.destroy();

      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(process.exitValue()).isEqualTo(128 + 15);
    assertThat(serversBelow(database)).isZero();
    assertThat(temporary).isEmptyDirectory();
    assertThat(report()).doesNotExist();
  }

  private static long serversBelow(String directory) {
    return ProcessHandle.allProcesses()
        .filter(
            process ->
                process.info().command().filter(name -> name.startsWith(directory)).isPresent())
        .count();
  }

  private JsonNode fleet() throws IOException {
    JsonNode rollup = new ObjectMapper().readTree(report().toFile()).at("/rollups/0");
    assertThat(rollup.at("/rollup").asText()).isEqualTo("fleet");
    return rollup;
  }

  private Path report() {
    return directory.resolve("report.json");
  }
}
