package io.tokenpace.agent.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.agent.report.GaugeReadings;
import io.tokenpace.agent.report.GpuReading;
import io.tokenpace.agent.testing.SteppedClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NvidiaSmiTest {
  @TempDir private Path directory;

  private NvidiaSmi smi(String script) throws IOException {
    Path program = directory.resolve("smi");
    Files.writeString(program, "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    return smiAt(program.toString());
  }

  private static NvidiaSmi smiAt(String program) {
    return new NvidiaSmi(program, Duration.ofSeconds(1), new SteppedClock(), new GaugeReadings());
  }

  @Test
  void readsALine() {
    assertThat(GpuLine.read("GPU-1, 37, 70123, 81559, 412.35", 8))
        .isEqualTo(new GpuReading("GPU-1", 8, 370_000L, 70_123L << 20, 81_559L << 20, 412_350L));
  }

  @Test
  void whatIsNoNumberIsNotKnown() {
    assertThat(GpuLine.read("GPU-1, [N/A], [Not Supported], ERR!, [Unknown Error]", 8))
        .isEqualTo(new GpuReading("GPU-1", 8, null, null, null, null));
    assertThat(GpuLine.read("GPU-1, NaN, -1, Infinity, ", 8))
        .isEqualTo(new GpuReading("GPU-1", 8, null, null, null, null));
  }

  @Test
  void aReadingHoldsOnlyWhatReportsTake() {
    assertThat(GpuLine.read("GPU-1, 101, 1e9, 1e10, 268436", 8))
        .isEqualTo(new GpuReading("GPU-1", 8, 1_000_000L, 1_000_000_000L << 20, null, null));
  }

  @Test
  void whatIsNoLineIsNoReading() {
    assertThat(GpuLine.read("Unable to determine the device handle", 0)).isNull();
    assertThat(GpuLine.read("", 0)).isNull();
    assertThat(GpuLine.read("a, 1, 2, 3, 4, 5", 0)).isNull();
  }

  @Test
  void listsGpusByNumberAndName() throws IOException {
    NvidiaSmi smi =
        smi("echo 'GPU-1, NVIDIA H100 80GB HBM3'\necho 'GPU-2, NVIDIA H100 80GB HBM3'\n");
    assertThat(smi.list())
        .containsExactly(
            new NvidiaSmi.KnownGpu("GPU-1", "NVIDIA H100 80GB HBM3"),
            new NvidiaSmi.KnownGpu("GPU-2", "NVIDIA H100 80GB HBM3"));
  }

  @Test
  void aProgramThatFailsOrIsNotThereListsNone() throws IOException {
    assertThat(smi("echo 'GPU-1, x'\nexit 9\n").list()).isEmpty();
    NvidiaSmi missing = smiAt(directory.resolve("none").toString());
    assertThat(missing.list()).isEmpty();
    assertThat(missing.step()).isPositive();
    assertThat(missing.failures()).isEqualTo(2);
  }

  @Test
  void readsLineByLineAndStartsItAgainWhenItEnded() throws IOException {
    NvidiaSmi smi = smi("echo \"$1 $2 $3 $4\" >&2\necho 'GPU-1, 1, 2, 3, 4'\necho '# x'\n");
    assertThat(smi.step()).isZero();
    assertThat(smi.failures()).isZero();
    assertThat(smi.step()).isZero();
    assertThat(smi.failures()).isEqualTo(1);
    assertThat(smi.step()).isPositive();
    assertThat(smi.step()).isZero();
    smi.close();
  }

  @Test
  void closingItEndsAStepThatWaits() throws IOException {
    NvidiaSmi smi = smi("echo 'GPU-1, 1, 2, 3, 4'\nexec sleep 600\n");
    assertThat(smi.step()).isZero();
    smi.close();
    assertThat(smi.step()).isPositive();
  }
}
