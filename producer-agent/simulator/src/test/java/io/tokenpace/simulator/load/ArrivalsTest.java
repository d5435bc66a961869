package io.tokenpace.simulator.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokenpace.schemas.testing.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArrivalsTest {
  @TempDir private Path folder;

  @Test
  void poissonArrivalsHaveTheMeanAndSpreadOfAPoissonProcess() {
    int count = 20_000;
    double meanNanos = 1e9 / 50;
    for (long seed : Seeds.of(20)) {
      Arrivals arrivals = new PoissonArrivals(seed, 50);
      long last = 0;
      double squares = 0;
      int longGaps = 0;
      for (int arrival = 0; arrival < count; arrival++) {
        long next = arrivals.next();
        double gap = next - last;
        assertThat(gap).as(Seeds.describe(seed)).isNotNegative();
        squares += (gap - meanNanos) * (gap - meanNanos);
        longGaps += gap > meanNanos ? 1 : 0;
        last = next;
      }
      // Of an exponential: deviation = mean; the share above the mean is 1/e. Bounds are about
      // six standard errors.
      assertThat(last / (double) count / meanNanos)
          .as(Seeds.describe(seed))
          .isBetween(0.957, 1.043);
      assertThat(Math.sqrt(squares / count) / meanNanos)
          .as(Seeds.describe(seed))
          .isBetween(0.93, 1.07);
      assertThat(longGaps / (double) count)
          .as(Seeds.describe(seed))
          .isBetween(1 / Math.E - 0.021, 1 / Math.E + 0.021);
    }
  }

  @Test
  void readsATrace() throws IOException {
    Path trace = Files.writeString(folder.resolve("trace"), "# seconds\n0\n0.0000015\n\n2.5\n");

    Arrivals arrivals = TraceArrivals.read(trace);

    assertThat(arrivals.next()).isZero();
    assertThat(arrivals.next()).isEqualTo(1_500);
    assertThat(arrivals.next()).isEqualTo(2_500_000_000L);
    assertThat(arrivals.next()).isEqualTo(Arrivals.NONE);
  }

  @Test
  void refusesATraceThatGoesBackOrIsNone() throws IOException {
    Path back = Files.writeString(folder.resolve("back"), "2\n1\n");
    Path none = Files.writeString(folder.resolve("none"), "soon\n");

    assertThatThrownBy(() -> TraceArrivals.read(back))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("back: line 2: 1 (expected: seconds from the start");
    assertThatThrownBy(() -> TraceArrivals.read(none))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("none: line 1: soon (expected:");
  }
}
