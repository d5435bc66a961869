package io.tokenpace.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.standalone.files.RunRegister;
import io.tokenpace.standalone.files.WorkDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
