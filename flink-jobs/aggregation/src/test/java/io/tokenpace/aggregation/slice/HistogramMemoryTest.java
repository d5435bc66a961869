package io.tokenpace.aggregation.slice;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.tokenpace.schemas.histogram.Histogram;
import io.tokenpace.schemas.histogram.HistogramLayout;
import java.lang.management.ManagementFactory;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a slice's latency takes in memory, as the bytes its thread allocates for it. */
class HistogramMemoryTest {
  private static final long DENSE_BYTES = HistogramLayout.CELLS * 8L;

  private static long bytesOf(long[] micros) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    // The first rounds load classes; what all rounds share is the histogram.
    for (int round = 0; round < 10; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      Histogram histogram = new Histogram();
      for (long value : micros) {
        histogram.add(value);
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
      assertThat(histogram.count()).isEqualTo(micros.length);
    }
    return least;
  }

  @Test
  void latenciesWithinAFactorOfTwoTakeLessThan2KiB() {
    long[] micros = new Random(1).longs(10_000, 20_000, 40_000).toArray();

    assertThat(bytesOf(micros)).isBetween(1_000L, 2_048L);
  }

  @Test
  void theWideSpreadOfABusyFleetTakesAFifthOfADenseArray() {
    Random random = new Random(2);
    long[] micros = new long[50_000];
    for (int value = 0; value < micros.length; value++) {
      micros[value] = (long) (25_000 * Math.exp(0.4 * random.nextGaussian()));
    }

    assertThat(bytesOf(micros)).isLessThan(DENSE_BYTES / 5);
    assertThat(DENSE_BYTES).isEqualTo(34 * 1_024);
  }
}
