package io.tokenpace.standalone.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkDirectoryTest {
  @TempDir Path parent;

  private WorkDirectory work;

  @BeforeEach
  void fill() throws IOException {
    work = WorkDirectory.temporaryBelow(parent);
    Files.createDirectories(work.of("broker").resolve("topic-0"));
    Files.writeString(work.of("broker").resolve("topic-0/log"), "records");
    Files.writeString(work.log(), "what went wrong");
  }

  @Test
  void isGoneOnceDeleted() throws IOException {
    work.delete();
    work.delete();

    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void keepsTheLogIfAskedTo() throws IOException {
    work.deleteButLog();

    assertThat(work.of("broker")).doesNotExist();
    assertThat(work.log()).hasContent("what went wrong");
  }

  @Test
  void namesAParentThatIsNotThere() {
    Path missing = parent.resolve("missing");

    assertThat(WorkDirectory.problemBelow(missing))
        .isEqualTo("temporary directory: %s (expected: a writable directory)".formatted(missing));
  }

  @Test
  void keepsItsDataAndDeletesWhatAKilledProcessLeft() throws IOException {
    Path directory = parent.resolve("data");
    WorkDirectory first = Objects.requireNonNull(WorkDirectory.open(directory));
    Files.createDirectories(first.of("broker"));
    Files.createDirectories(first.temporaryOf("cluster"));
    Files.writeString(first.temporaryOf("cluster").resolve("blob"), "of a job");
    first.unlock();

    WorkDirectory second = Objects.requireNonNull(WorkDirectory.open(directory));
    assertThat(second.of("broker")).isEmptyDirectory();
    assertThat(second.temporaryOf("cluster")).doesNotExist();
    assertThat(WorkDirectory.open(directory)).isNull();
    Files.writeString(second.log(), "what went wrong");
    second.deleteButLog();
    second.unlock();

    assertThat(WorkDirectory.problemOf(directory)).isNull();
    assertThat(directory.resolve("broker")).exists();
    assertThat(directory.resolve("up.log")).exists();
  }
}
