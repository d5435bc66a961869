package io.tokenpace.schemas.histogram;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.schemas.testing.Seeds;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PackedHistogramTest {

  @Test
  void addsEveryObservationAgain() {
    for (long seed : Seeds.of(200)) {
      SplittableRandom random = new SplittableRandom(seed);
      TreeMap<Integer, Long> cells = new TreeMap<>();
      Histogram sum = new Histogram();
      long total = 0;
      for (int part = 0; part < 3; part++) {
        Histogram histogram = new Histogram();
        for (int i = random.nextInt(400); i > 0; i--) {
          long micros = (long) Math.exp(random.nextDouble() * 21);
          long observations = 1 + (long) Math.exp(random.nextDouble() * 40);
          histogram.add(micros, observations, micros + 7);
          cells.merge(HistogramLayout.index(micros), observations, Long::sum);
          total += micros + 7;
        }
        PackedHistogram.of(histogram).addTo(sum);
      }
      TreeMap<Integer, Long> found = new TreeMap<>();
      sum.forEachCell(found::put);
      assertThat(found).as(Seeds.describe(seed)).isEqualTo(cells);
      assertThat(sum.count())
          .as(Seeds.describe(seed))
          .isEqualTo(cells.values().stream().mapToLong(Long::longValue).sum());
      assertThat(sum.sum()).as(Seeds.describe(seed)).isEqualTo(total);
    }
  }

  @Test
  void keepsTheEndsOfWhatWasObservedAndTheOuterCells() {
    Histogram histogram = new Histogram();
    histogram.add(0);
    histogram.add(200);
    histogram.add(HistogramLayout.MAX_VALUE_MICROS, Long.MAX_VALUE - 2, 5);
    Histogram again = new Histogram();
    PackedHistogram.of(histogram).addTo(again);

    assertThat(again.minMicros()).isZero();
    assertThat(again.maxMicros()).isEqualTo(HistogramLayout.MAX_VALUE_MICROS);
    assertThat(again.count()).isEqualTo(Long.MAX_VALUE);
    assertThat(again.sum()).isEqualTo(205);
    assertThat(again.countAbove(200)).isEqualTo(Long.MAX_VALUE - 2);
    assertThat(again.cells()).isEqualTo(3);
  }

  @Test
  void nothingStaysNothing() {
    Histogram again = new Histogram();
    PackedHistogram.of(new Histogram()).addTo(again);
    assertThat(again.count()).isZero();
    again.add(7);
    assertThat(again.minMicros()).isEqualTo(7);
    assertThat(again.maxMicros()).isEqualTo(7);
  }

  @Test
  void cellsOfFewObservationsTakeAByteEach() {
    Histogram histogram = new Histogram();
    for (int micros = 32; micros < 96; micros++) {
      histogram.add(micros, 255, 0);
    }
    assertThat(PackedHistogram.of(histogram).bytes()).isEqualTo(2 * (4 + 32));
    histogram.add(32);
    assertThat(PackedHistogram.of(histogram).bytes()).isEqualTo(2 * 4 + 32 * 2 + 32);
  }
}
