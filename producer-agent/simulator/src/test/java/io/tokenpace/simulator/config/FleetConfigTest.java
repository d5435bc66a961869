package io.tokenpace.simulator.config;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokenpace.schemas.yaml.YamlException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FleetConfigTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "engines: [] | engines: none (expected: at least one)",
        "engines: [{node: a}, {node: a}] | node: a (expected: each once)",
        "engines: [{prot: 1}] | engines[0].prot: 1 (expected: one of",
        "engines: [{failures: {cut: 0.6, in_band: 0.6}}] | failures: 0.0, 0.6, 0.6 (expected:",
        "engines: [{step_tokens: 64}] | step tokens: 64 with 64 running sequences (expected:",
        "engines: [{output_tokens: {min: 500}}] "
            + "| lengths: min 500, median 180, max 4096 (expected:",
        "engines: [{port: 70000}] "
            + "| engines[0].port: 70000 (expected: a whole number from 0 to 65535)"
      })
  void refusesWithOneLine(String yaml, String message) throws IOException {
    Path file = Files.writeString(folder.resolve("fleet.yaml"), yaml);

    assertThatThrownBy(() -> FleetConfig.read(file))
        .isInstanceOf(YamlException.class)
        .hasMessageStartingWith(file + ": " + message);
  }
}
