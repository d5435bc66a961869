package io.tokenpace.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Replays into a directory that keeps its data from one to the next. */
@Timeout(300)
class RerunIT {
  private static final String BINARIES = "tokenpace.database.binaries";

  @TempDir static Path binaries;
  private static @Nullable String binariesBefore;

  @TempDir Path directory;

  @BeforeAll
  static void unpackOnce() {
    binariesBefore = System.setProperty(BINARIES, binaries.toString());
  }

  @AfterAll
  static void restore() {
    if (binariesBefore == null) {
      System.clearProperty(BINARIES);
    } else {
      System.setProperty(BINARIES, binariesBefore);
    }
  }

  @Test
  void theSameReplayAgainChangesNoRowAndOthersStandBesideIt() throws Exception {
    String first = replay(data(), Traces.slow(), "--replay", Traces.fast());
    List<String> rows = SavedRows.inAllColumns(data(), binaries);
    assertThat(rows).hasSizeGreaterThan(100).anyMatch(row -> row.contains("written_at"));

    assertThat(replay(data(), Traces.slow(), "--replay", Traces.fast())).isEqualTo(first);
    assertThat(SavedRows.inAllColumns(data(), binaries)).isEqualTo(rows);

    // Its reports are in the topic already, as those of a node of another run.
    String beside = replay(data(), Traces.fast());
    assertThat(beside).isEqualTo(replay(directory.resolve("fresh"), Traces.fast()));

    Path config = directory.resolve("config.yaml");
    Files.writeString(config, "bounds: {smooth_itl_below: 2ms}\n");
    String underOtherBound = replay(data(), Traces.fast(), "--config", config);
    assertThat(runOf(underOtherBound)).isNotEqualTo(runOf(beside));
    assertThat(SavedRows.inAllColumns(data(), binaries))
        .containsAll(rows)
        .filteredOn(row -> row.startsWith("runs "))
        .hasSize(3);
  }

  @Test
  void aKilledReplayStartedAgainGivesTheRowsOfOneThatWasNot() throws Exception {
    Leftovers leftovers = new Leftovers();
    Path undisturbed = directory.resolve("undisturbed");
    String report = replay(undisturbed, Traces.fast());

    killAfter("database ");
    killAfter("fleet-metrics ");

    assertThat(replay(data(), Traces.fast())).isEqualTo(report);
    assertThat(SavedRows.inPromisedColumns(data(), binaries))
        .isEqualTo(SavedRows.inPromisedColumns(undisturbed, binaries));
    assertThat(serversOn(data())).isZero();
    assertThat(leftovers.await(Duration.ofSeconds(20))).isEmpty();
  }

  private String replay(Path data, Object file, Object... more) throws IOException {
    Command command = new Command();
    int exitCode = command.run(arguments(data, file, more));
    assertThat(command.err()).isEmpty();
    assertThat(exitCode).isZero();
    return Files.readString(report());
  }

  private Object[] arguments(Path data, Object file, Object... more) {
    Object[] first = {
      "--data", data, "--replay", file, "--format", "vllm-bench", "--report", report()
    };
    Object[] all = new Object[first.length + more.length];
    System.arraycopy(first, 0, all, 0, first.length);
    System.arraycopy(more, 0, all, first.length, more.length);
    return all;
  }

  /** Kills a process, as by kill -9, when it has said that something is done. */
  private void killAfter(String line) throws Exception {
    Files.deleteIfExists(report());
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-D" + BINARIES + "=" + binaries,
                "-cp",
                System.getProperty("java.class.path"),
                Up.class.getName(),
                "--data",
                data().toString(),
                "--replay",
                Traces.fast().toString(),
                "--format",
                "vllm-bench",
                "--report",
                report().toString())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String read = lines.readLine();
      while (read != null && !read.startsWith(line)) {
        read = lines.readLine();
      }
      assertThat(read).as("line %s", line).isNotNull();
    }
    process.destroyForcibly();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    // What makes the next start hard.
    assertThat(serversOn(data())).isPositive();
    assertThat(report()).doesNotExist();
  }

  private static long serversOn(Path data) {
    return ProcessHandle.allProcesses()
        .filter(
            process ->
                List.of(process.info().arguments().orElse(new String[0]))
                    .contains(data.resolve("database").toString()))
        .count();
  }

  private static String runOf(String report) {
    return report.lines().filter(line -> line.contains("\"run\"")).findFirst().orElseThrow();
  }

  private Path data() {
    return directory.resolve("data");
  }

  private Path report() {
    return directory.resolve("report.json");
  }
}
