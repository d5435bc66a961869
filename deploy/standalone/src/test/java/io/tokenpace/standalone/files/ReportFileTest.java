package io.tokenpace.standalone.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportFileTest {
  @TempDir Path directory;

  @Test
  void replacesWhatWasThereAndLeavesNothingElse() throws IOException {
    Path path = directory.resolve("out.json");
    Files.writeString(path, "old and longer");
    ReportFile file = new ReportFile(path);

    file.write("new");

    assertThat(file.problem()).isNull();
    assertThat(path).hasContent("new");
    assertThat(names()).containsExactly("out.json");
  }

  @Test
  void refusesADirectory() {
    assertThat(new ReportFile(directory).problem())
        .isEqualTo("--report: %s: a directory (expected: a file)".formatted(directory));
  }

  @Test
  void refusesAPlaceThatIsNotThere() {
    Path path = directory.resolve("missing/out.json");

    assertThat(new ReportFile(path).problem())
        .isEqualTo("--report: %s (expected: a file in a writable directory)".formatted(path));
  }

  @Test
  void takesANameRelativeToWhereTheProcessRuns() {
    assertThat(new ReportFile(Path.of("out.json")).problem()).isNull();
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
