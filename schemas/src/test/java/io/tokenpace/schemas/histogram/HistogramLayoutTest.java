package io.tokenpace.schemas.histogram;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.schemas.testing.Seeds;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Holds the layout against the HdrHistogram library, which it claims to be the same as. */
class HistogramLayoutTest {
  private static final org.HdrHistogram.Histogram LIBRARY =
      new org.HdrHistogram.Histogram(1, (1L << 40) - 1, 2);

  @Test
  void everyCellHasTheLibrarysEdgesWidthAndMidpoint() {
    int index = 0;
    for (long low = 0;
        low <= HistogramLayout.MAX_VALUE_MICROS;
        low = LIBRARY.nextNonEquivalentValue(low)) {
      long high = LIBRARY.highestEquivalentValue(low);
      assertThat(HistogramLayout.lowMicros(index)).as("low of cell %d", index).isEqualTo(low);
      assertThat(HistogramLayout.width(index))
          .as("width of cell %d", index)
          .isEqualTo(LIBRARY.sizeOfEquivalentValueRange(low));
      assertThat(HistogramLayout.midpointMicros(index))
          .as("midpoint of cell %d", index)
          .isEqualTo(LIBRARY.medianEquivalentValue(low));
      assertThat(HistogramLayout.index(low)).as("cell of %d", low).isEqualTo(index);
      assertThat(HistogramLayout.index(high)).as("cell of %d", high).isEqualTo(index);
      index++;
    }
    assertThat(HistogramLayout.CELLS).isEqualTo(index);
  }

  @Test
  void aRandomValueLiesInTheLibrarysCell() {
    for (long seed : Seeds.of(20)) {
      SplittableRandom random = new SplittableRandom(seed);
      for (int i = 0; i < 5_000; i++) {
        long value = random.nextLong() >>> random.nextInt(24, 63);
        int index = HistogramLayout.index(value);
        assertThat(HistogramLayout.lowMicros(index))
            .as("%d, %s", value, Seeds.describe(seed))
            .isEqualTo(LIBRARY.lowestEquivalentValue(value));
      }
    }
  }

  @Test
  void workedByHand() {
    assertThat(HistogramLayout.index(0)).isZero();
    assertThat(HistogramLayout.index(255)).isEqualTo(255);
    // 256 = 0b1_0000_0000: 9 bits, b = 1, (1 << 7) + (256 >> 1) = 128 + 128.
    assertThat(HistogramLayout.index(256)).isEqualTo(256);
    assertThat(HistogramLayout.index(257)).isEqualTo(256);
    // 1,000,000 takes 20 bits, b = 12, (12 << 7) + 244 = 1,780; 244 << 12 = 999,424.
    assertThat(HistogramLayout.index(1_000_000)).isEqualTo(1_780);
    assertThat(HistogramLayout.lowMicros(1_780)).isEqualTo(999_424);
    assertThat(HistogramLayout.width(1_780)).isEqualTo(4_096);
    assertThat(HistogramLayout.midpointMicros(1_780)).isEqualTo(1_001_472);
    assertThat(HistogramLayout.index(HistogramLayout.MAX_VALUE_MICROS)).isEqualTo(4_351);
  }
}
