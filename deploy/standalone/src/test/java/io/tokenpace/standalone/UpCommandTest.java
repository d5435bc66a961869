package io.tokenpace.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.standalone.files.RunRegister;
import io.tokenpace.standalone.files.WorkDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no good is refused with one line before anything is started. */
class UpCommandTest {
  @TempDir Path directory;

  private final Command command = new Command();

  @AfterEach
  void startedAndWroteNothing() {
    assertThat(command.out()).isEmpty();
    assertThat(report()).doesNotExist();
  }

  @Test
  void refusesAFileThatIsNotThere() {
    Path missing = directory.resolve("missing.json");

    assertThat(command.run("--replay", missing, "--format", "vllm-bench", "--report", report()))
        .isEqualTo(2);
    assertThat(command.err())
        .isEqualTo("up: %s: no such file (expected: a trace)\n".formatted(missing));
  }

  @Test
  void refusesAnUnknownFormat() {
    assertThat(command.run("--replay", Command.trace(), "--format", "csv", "--report", report()))
        .isEqualTo(2);
    assertThat(command.err()).isEqualTo("up: --format: csv (expected: vllm-bench)\n");
  }

  @Test
  void refusesAnUnknownKeyOfTheConfiguration() throws IOException {
    Path config = Files.writeString(directory.resolve("config.yaml"), "slize: 10s\n");

    assertThat(replay("--config", config)).isEqualTo(2);
    assertThat(command.err())
        .startsWith("up: %s: slize: \"10s\" (expected: one of ".formatted(config));
  }

  @Test
  void refusesFewerNodesThanFiles() {
    assertThat(replay("--replay", Command.trace(), "--node", "a")).isEqualTo(2);
    assertThat(command.err())
        .isEqualTo("up: --node: given 1 times (expected: once per file, 2 times, or never)\n");
  }

  @Test
  void refusesAParallelismOfZero() {
    assertThat(replay("--parallelism", "0")).isEqualTo(2);
    assertThat(command.err()).isEqualTo("up: --parallelism: 0 (expected: 1 to 64)\n");
  }

  @Test
  void refusesToWriteTheReportOverATrace() throws IOException {
    Path trace = Files.copy(Command.trace(), directory.resolve("trace.json"));

    assertThat(command.run("--replay", trace, "--format", "vllm-bench", "--report", trace))
        .isEqualTo(2);
    assertThat(command.err())
        .isEqualTo("up: --report: %s (expected: none of the files to replay)\n".formatted(trace));
  }

  @Test
  void refusesAFileForItsData() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");

    assertThat(replay("--data", file)).isEqualTo(2);
    assertThat(command.err())
        .isEqualTo("up: --data: %s: a file (expected: a directory)\n".formatted(file));
  }

  @Test
  void refusesADirectoryThatIsNotItsOwn() throws IOException {
    Files.writeString(directory.resolve("thesis.tex"), "");

    assertThat(replay("--data", directory)).isEqualTo(2);
    assertThat(command.err())
        .isEqualTo(
            "up: --data: %s: holds other files (expected: an empty directory, or one of an earlier"
                    .formatted(directory)
                + " up)\n");
  }

  @Test
  void refusesADirectoryInNoDirectory() {
    Path nowhere = directory.resolve("missing/data");

    assertThat(replay("--data", nowhere)).isEqualTo(2);
    assertThat(command.err())
        .isEqualTo("up: --data: %s (expected: a writable directory)\n".formatted(nowhere));
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void refusesADirectoryWhosePathThePartsWouldSplit() {
    Path split = directory.resolve("a,b");

    assertThat(replay("--data", split)).isEqualTo(2);
    assertThat(command.err())
        .isEqualTo(
            "up: --data: %s (expected: a path without any of ,:|\"'`$\\)\n".formatted(split));
  }

  @Test
  void refusesADirectoryThatAnotherUses() throws IOException {
    Path data = directory.resolve("data");
    WorkDirectory other = Objects.requireNonNull(WorkDirectory.open(data));

    assertThat(replay("--data", data)).isEqualTo(2);
    other.unlock();
    assertThat(command.err())
        .isEqualTo(
            "up: --data: %s: in use (expected: a directory no other up is using)\n"
                .formatted(data));
  }

  @Test
  void refusesANameThatStandsForAnotherReplay() throws IOException {
    Path data = directory.resolve("data");
    WorkDirectory earlier = Objects.requireNonNull(WorkDirectory.open(data));
    RunRegister.read(earlier.of("runs.properties")).add("mine", "replay-0123456789ab");
    earlier.unlock();

    assertThat(replay("--data", data, "--run", "mine")).isEqualTo(2);
    assertThat(command.err())
        .isEqualTo(
            "up: --run: mine: a run of other files or another configuration in %s (expected: a new"
                    .formatted(data)
                + " name)\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--nodes 0 | --nodes: 0 (expected: 1 to 32)",
        "--nodes 33 | --nodes: 33 (expected: 1 to 32)",
        "--models 0 | --models: 0 (expected: 1 to 4)",
        "--tenants 33 | --tenants: 33 (expected: 1 to 32)",
        "--rate 0 | --rate: 0 (expected: above 0, up to 10000 requests a second)",
        "--rate 10000.1 | --rate: 10000.1 (expected: above 0, up to 10000 requests a second)",
        "--seed -1 | --seed: -1 (expected: 0 or more)",
        "--for 29s | --for: 29s (expected: 30s to 7d, as in 120s or 5m)",
        "--for 8d | --for: 8d (expected: 30s to 7d, as in 120s or 5m)",
        "--for 90 | --for: 90 (expected: 30s to 7d, as in 120s or 5m)",
        "--broker-port 65536 | --broker-port: 65536 (expected: 0 to 65535)",
        "--port 65536 | --port: 65536 (expected: 0 to 65535)",
        "--stay | --stay: given (expected: only with --for or --replay)",
        "--parallelism 65 | --parallelism: 65 (expected: 1 to 64)",
        "--format vllm-bench | --format: given (expected: only with --replay)",
        "--publish reports | --publish: given (expected: only with --replay)",
        "--gpu-type L40S | --gpu-type: given (expected: only with --replay)",
        "--no-fleet --nodes 2 | --nodes: given (expected: only without --no-fleet)",
        "--no-fleet --for 60s | --for: given (expected: only without --no-fleet)",
      })
  void refusesWhatALiveRunCannotBe(String options, String problem) {
    assertThat(command.run((Object[]) options.split(" ", -1))).isEqualTo(2);
    assertThat(command.err()).isEqualTo("up: " + problem + "\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--nodes 2", "--models 1", "--rate 4", "--for 60s", "--no-fleet", "--seed 2"})
  void refusesALiveRunsOptionsBesideAReplay(String options) {
    assertThat(replay((Object[]) options.split(" ", -1))).isEqualTo(2);
    assertThat(command.err())
        .isEqualTo(
            "up: %s: given (expected: only without --replay)\n"
                .formatted(options.split(" ", -1)[0]));
  }

  @Test
  void refusesAPortThatIsTakenBeforeAnythingStarts() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();

      assertThat(command.run("--port", port)).isEqualTo(2);

      assertThat(command.err())
          .isEqualTo(
              "up: --port: %d, in use (expected: a port of 127.0.0.1 that is free)\n"
                  .formatted(port));
    }
  }

  @Test
  void refusesAPortForThePageOfAReplayThatDoesNotStay() {
    assertThat(replay("--port", "0")).isEqualTo(2);
    assertThat(command.err())
        .isEqualTo("up: --port: given (expected: only with --stay, or without --replay)\n");
  }

  @Test
  void refusesAReportOfARunWithoutEnd() {
    assertThat(command.run("--report", report())).isEqualTo(2);
    assertThat(command.err())
        .isEqualTo("up: --report: %s (expected: together with --for)\n".formatted(report()));
  }

  @Test
  void refusesAReplayWithoutFormatOrReport() {
    assertThat(command.run("--replay", Command.trace(), "--report", report())).isEqualTo(2);
    assertThat(command.run("--replay", Command.trace(), "--format", "vllm-bench")).isEqualTo(2);
    assertThat(command.err())
        .isEqualTo(
            """
            up: --format: none (expected: vllm-bench)
            up: --report: none (expected: a file to write)
            """);
  }

  @Test
  void refusesAnUnknownOption() {
    assertThat(replay("--speed", "2")).isEqualTo(2);
    assertThat(command.err().lines()).singleElement().asString().contains("--speed");
  }

  private int replay(Object... more) {
    Object[] arguments = new Object[6 + more.length];
    Object[] first = {"--replay", Command.trace(), "--format", "vllm-bench", "--report", report()};
    System.arraycopy(first, 0, arguments, 0, 6);
    System.arraycopy(more, 0, arguments, 6, more.length);
    return command.run(arguments);
  }

  private Path report() {
    return directory.resolve("report.json");
  }
}
