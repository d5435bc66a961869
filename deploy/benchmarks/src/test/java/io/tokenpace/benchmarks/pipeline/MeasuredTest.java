package io.tokenpace.benchmarks.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeasuredTest {
  @Test
  void dividesByWallAndByProcessorTime() {
    Measured run = new Measured(12_000_000, 2_000_000_000L, 3_000_000_000L, 500_000_000L);

    assertThat(run.tokensPerSecond()).isEqualTo(6_000_000);
    assertThat(run.tokensPerCpuSecond()).isEqualTo(4_000_000);
    assertThat(run.brokerCpuSeconds()).isEqualTo(0.5);
  }

  @Test
  void takesTheMiddleAsMedianAndOfAnEvenNumberTheMeanOfTwo() {
    assertThat(Measured.median(seconds(9, 1, 2), Measured::wallSeconds)).isEqualTo(2);
    assertThat(Measured.median(seconds(9, 1, 2, 4), Measured::wallSeconds)).isEqualTo(3);
  }

  @Test
  void hasNoMedianOfNothing() {
    assertThatThrownBy(() -> Measured.median(List.of(), Measured::wallSeconds))
        .hasMessage("runs: none (expected: at least one)");
  }

  private static List<Measured> seconds(long... seconds) {
    return Arrays.stream(seconds)
        .mapToObj(wall -> new Measured(1, wall * 1_000_000_000, 1, 0))
        .toList();
  }
}
