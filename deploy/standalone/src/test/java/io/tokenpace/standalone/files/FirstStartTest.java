package io.tokenpace.standalone.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstStartTest {
  @TempDir Path parent;

  @Test
  void deletesWhatAFirstStartThatWasCutShortHasLeft() throws IOException {
    Path data = parent.resolve("data");
    FirstStart start = new FirstStart(data);
    start.prepare();
    Files.createDirectory(data.resolve("base"));
    Files.writeString(data.resolve("base/half"), "a file");

    start.prepare();

    assertThat(data).isEmptyDirectory();
  }

  @Test
  void leavesDataAloneThatWereReadyOnce() throws IOException {
    Path data = parent.resolve("data");
    FirstStart start = new FirstStart(data);
    start.prepare();
    Files.writeString(data.resolve("rows"), "a file");
    start.done();

    start.prepare();
    start.done();

    assertThat(data.resolve("rows")).hasContent("a file");
  }
}
