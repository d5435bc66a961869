package io.tokenpace.standalone.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunRegisterTest {
  @TempDir Path directory;

  @Test
  void remembersWhatRunsWereMadeOf() throws IOException {
    Path file = directory.resolve("runs.properties");
    RunRegister register = RunRegister.read(file);
    assertThat(register.contradicts("a = b: ü", "one")).isFalse();
    register.add("a = b: ü", "one");
    register.add("other", "two");

    RunRegister again = RunRegister.read(file);
    assertThat(again.contradicts("a = b: ü", "one")).isFalse();
    assertThat(again.contradicts("a = b: ü", "two")).isTrue();
    assertThat(again.contradicts("other", "one")).isTrue();
    assertThat(directory).isDirectoryContaining("glob:**.properties");
    assertThat(directory.toFile().list()).hasSize(1);
  }
}
