package io.tokenpace.standalone.needs;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.standalone.fleet.FleetOptions;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NeedsTest {
  private static final long MIB = 1L << 20;
  private static final Needs NEEDS = Needs.ofReplay(3 * MIB / 2);

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

    assertThat(Needs.ofReplay(List.of(file, file, tooLong, directory, missing), 1_000))
        .isEqualTo(Needs.ofReplay(2_000));
  }

  @Test
  void growWithTheNodesOfAFleet() {
    FleetOptions four = new FleetOptions(4, 2, 3, BigDecimal.ONE, 1);
    Machine small = new Machine(Long.MAX_VALUE, 1_024 * MIB, Long.MAX_VALUE);

    assertThat(Needs.ofLive(null).problem(small, "disk")).isNull();
    assertThat(Needs.ofLive(four).problem(small, "disk"))
        .isEqualTo("memory: 1024 MiB (expected: >= 1568 MiB, to run a fleet of 4 nodes)");
    assertThat(
            Needs.ofLive(new FleetOptions(8, 2, 3, BigDecimal.ONE, 1)).memoryBytes()
                - Needs.ofLive(four).memoryBytes())
        .isEqualTo(4 * 128 * MIB);
  }
}
