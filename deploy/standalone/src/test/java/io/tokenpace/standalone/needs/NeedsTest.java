package io.tokenpace.standalone.needs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NeedsTest {
  private static final long MIB = 1L << 20;
  private static final Needs NEEDS = new Needs(3 * MIB / 2);

  @TempDir Path directory;

  @Test
  void areMetByExactlyWhatIsNeeded() {
    Machine machine = new Machine(NEEDS.heapBytes(), NEEDS.memoryBytes(), NEEDS.diskBytes());

    assertThat(NEEDS.problem(machine, "disk")).isNull();
  }

  @Test
  void nameWhatIsMissingHowMuchIsThereAndHowMuchIsNeeded() {
    assertThat(NEEDS.problem(new Machine(Long.MAX_VALUE, 400 * MIB, Long.MAX_VALUE), "disk"))
        .isEqualTo("memory: 400 MiB (expected: >= 453 MiB, to replay 1.5 MiB)");
    assertThat(NEEDS.problem(new Machine(132 * MIB, Long.MAX_VALUE, Long.MAX_VALUE), "disk"))
        .isEqualTo(
            "heap: 132 MiB (expected: >= 133 MiB, to replay 1.5 MiB;"
                + " TOKENPACE_JAVA_OPTIONS=-Xmx…m sets it)");
    assertThat(NEEDS.problem(new Machine(Long.MAX_VALUE, Long.MAX_VALUE, MIB), "--data: here"))
        .isEqualTo("--data: here: 1 MiB free (expected: >= 131 MiB, to replay 1.5 MiB)");
  }

  @Test
  void addUpFilesAndLeaveWhatIsNoneToTheReader() throws IOException {
    Path file = Files.write(directory.resolve("one"), new byte[1_000]);
    Path tooLong = Files.write(directory.resolve("two"), new byte[1_001]);
    Path missing = directory.resolve("missing");

    assertThat(Needs.of(List.of(file, file, tooLong, directory, missing), 1_000))
        .isEqualTo(new Needs(2_000));
  }
}
