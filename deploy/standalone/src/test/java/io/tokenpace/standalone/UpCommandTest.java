package io.tokenpace.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
