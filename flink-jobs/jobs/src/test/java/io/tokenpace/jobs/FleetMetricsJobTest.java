package io.tokenpace.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class FleetMetricsJobTest {
  private static final String BROKER = "--bootstrap=k:1";
  private static final String START = "--run-start=2026-01-05T00:00:00Z";

  @Test
  void saysWhichOptionIsMissing() {
    assertThat(complaint(BROKER)).contains("--run-start");
    assertThat(complaint(START)).contains("--bootstrap");
  }

  @Test
  void refusesABrokerOrARunWithoutName() {
    assertThat(complaint("--bootstrap= ", START)).startsWith("bootstrap: empty (expected: host:");
    assertThat(complaint(BROKER, START, "--run="))
        .startsWith("run: '' (expected: 1 to 128 characters)");
  }

  @Test
  void refusesARunFromBeforeTheEpoch() {
    assertThat(complaint(BROKER, "--run-start=1969-12-31T23:59:59Z"))
        .startsWith("run: from -1000000 ");
  }

  @Test
  void refusesARunThatEndsBeforeItBegins() {
    assertThat(complaint(BROKER, START, "--run-end=2026-01-05T00:00:00Z"))
        .startsWith("run: from 1767571200000000 to 1767571200000000 ");
  }

  @Test
  void namesKeyAndValueOfAConfigurationItCannotUse(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("tokenpace.yaml");
    Files.writeString(file, "slise: 10s\n");

    assertThat(complaint(BROKER, START, "--config=" + file)).contains("slise");
    assertThat(complaint(BROKER, START, "--config=" + folder.resolve("none.yaml")))
        .contains("none.yaml: no such file (expected: a YAML file)");
  }

  /** What the command says when it is refused; no stack trace, and exit code 2. */
  private static String complaint(String... options) {
    StringWriter errors = new StringWriter();
    int exitCode =
        new CommandLine(new FleetMetricsJob())
            .setErr(new PrintWriter(errors, true))
            .execute(options);
    assertThat(exitCode).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(errors.toString()).doesNotContain("\tat ");
    return errors.toString();
  }
}
