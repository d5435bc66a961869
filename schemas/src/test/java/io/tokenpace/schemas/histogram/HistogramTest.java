package io.tokenpace.schemas.histogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokenpace.schemas.testing.Seeds;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HistogramTest {
  private static final int[] QUANTILES = {
    0, 1, 500, 10_000, 250_000, 500_000, 900_000, 950_000, 990_000, 999_000, 999_999, 1_000_000
  };

  @Test
  void quantilesAreWithinOnePercentOrOneMicrosecondOfNearestRank() {
    for (long seed : Seeds.of(200)) {
      long[] values = randomValues(seed);
      Histogram histogram = of(values);
      long[] sorted = values.clone();
      Arrays.sort(sorted);
      for (int quantile : QUANTILES) {
        long exact = sorted[nearestRank(quantile, sorted.length) - 1];
        long bound = Math.max(1, exact / 100);
        assertThat(histogram.quantileMicros(quantile))
            .as("%d ppm of %d, %s", quantile, sorted.length, Seeds.describe(seed))
            .isBetween(exact - bound, exact + bound)
            .isBetween(sorted[0], sorted[sorted.length - 1]);
      }
    }
  }

  @Test
  void quantilesOfValuesBelow256AreExact() {
    for (long seed : Seeds.of(50)) {
      SplittableRandom random = new SplittableRandom(seed);
      long[] values = random.longs(random.nextInt(1, 300), 0, 256).toArray();
      Histogram histogram = of(values);
      long[] sorted = values.clone();
      Arrays.sort(sorted);
      for (int quantile : QUANTILES) {
        assertThat(histogram.quantileMicros(quantile))
            .as("%d ppm, %s", quantile, Seeds.describe(seed))
            .isEqualTo(sorted[nearestRank(quantile, sorted.length) - 1]);
      }
    }
  }

  @Test
  void valuesAddedAtOnceAreTheSameAsOneByOne() {
    for (long seed : Seeds.of(50)) {
      long[] values = randomValues(seed);
      int from = new SplittableRandom(seed).nextInt(values.length + 1);
      Histogram atOnce = of(Arrays.copyOf(values, from));
      atOnce.addAll(values, from, values.length);
      assertThat(describe(atOnce)).as(Seeds.describe(seed)).isEqualTo(describe(of(values)));
    }
  }

  @Test
  void noValuesAddedAtOnceChangeNothing() {
    Histogram histogram = of(7, 9);
    histogram.addAll(new long[] {1, 2}, 2, 2);
    assertThat(describe(histogram)).isEqualTo(describe(of(7, 9)));
  }

  @Test
  void countSumMinAndMaxAreExact() {
    for (long seed : Seeds.of(50)) {
      long[] values = randomValues(seed);
      Histogram histogram = of(values);
      assertThat(histogram.count()).as(Seeds.describe(seed)).isEqualTo(values.length);
      assertThat(histogram.sum()).isEqualTo(Arrays.stream(values).sum());
      assertThat(histogram.minMicros()).isEqualTo(Arrays.stream(values).min().orElseThrow());
      assertThat(histogram.maxMicros()).isEqualTo(Arrays.stream(values).max().orElseThrow());
    }
  }

  @Test
  void theCountAboveABoundIsExactAboveOneAtMostHalfACellAway() {
    for (long seed : Seeds.of(200)) {
      long[] values = randomValues(seed);
      Histogram histogram = of(values);
      SplittableRandom random = new SplittableRandom(seed);
      for (int i = 0; i < 20; i++) {
        long bound = Math.max(0, values[random.nextInt(values.length)] + random.nextInt(-2, 3));
        long away = HistogramLayout.width(HistogramLayout.index(bound)) / 2;
        assertThat(histogram.countAbove(bound))
            .as("above %d, %s", bound, Seeds.describe(seed))
            .isBetween(exactlyAbove(values, bound + away), exactlyAbove(values, bound - away));
        assertThat(away).isLessThanOrEqualTo(bound / 250);
      }
    }
  }

  @Test
  void theCountAboveTheLargestValueOfACellIsExact() {
    for (long seed : Seeds.of(50)) {
      long[] values = randomValues(seed);
      Histogram histogram = of(values);
      for (long value : Arrays.copyOf(values, Math.min(20, values.length))) {
        int cell = HistogramLayout.index(value);
        long bound = HistogramLayout.lowMicros(cell) + HistogramLayout.width(cell) - 1;
        assertThat(histogram.countAbove(bound))
            .as("above %d, %s", bound, Seeds.describe(seed))
            .isEqualTo(exactlyAbove(values, bound));
      }
    }
  }

  @Test
  void theCountAboveABoundOutsideWhatWasObservedIsExact() {
    // Cell 256 holds 256 and 257, and its midpoint is 257.
    Histogram histogram = of(256, 256, 256);
    assertThat(histogram.countAbove(255)).isEqualTo(3);
    assertThat(histogram.countAbove(256)).isZero();
    assertThat(of(257).countAbove(256)).isEqualTo(1);
    assertThat(of(3, 5).countAbove(-1)).isEqualTo(2);
    assertThat(of(3, 5).countAbove(3)).isEqualTo(1);
    assertThat(of((1L << 40) - 1).countAbove(Long.MAX_VALUE)).isZero();
    assertThat(new Histogram().countAbove(0)).isZero();
  }

  @Test
  void cellsHoldWhatTheLibraryCounts() {
    for (long seed : Seeds.of(20)) {
      long[] values = randomValues(seed);
      org.HdrHistogram.Histogram library = new org.HdrHistogram.Histogram(1, (1L << 40) - 1, 2);
      for (long value : values) {
        library.recordValue(value);
      }
      List<String> expected = new ArrayList<>();
      library
          .recordedValues()
          .forEach(
              cell ->
                  expected.add(
                      library.lowestEquivalentValue(cell.getValueIteratedTo())
                          + ": "
                          + cell.getCountAtValueIteratedTo()));
      List<String> actual = new ArrayList<>();
      Histogram histogram = of(values);
      histogram.forEachCell(
          (index, count) -> actual.add(HistogramLayout.lowMicros(index) + ": " + count));
      assertThat(actual).as(Seeds.describe(seed)).isEqualTo(expected);
      assertThat(histogram.cells()).isEqualTo(expected.size());
    }
  }

  @Test
  void mergingInAnyOrderAndGroupingGivesTheSameAsAddingAll() {
    for (long seed : Seeds.of(100)) {
      long[] first = randomValues(seed);
      long[] second = randomValues(seed + 1_000_000);
      long[] third = randomValues(seed + 2_000_000);
      String all = describe(of(concat(first, second, third)));
      assertThat(describe(merge(merge(of(first), of(second)), of(third))))
          .as(Seeds.describe(seed))
          .isEqualTo(all);
      assertThat(describe(merge(of(first), merge(of(second), of(third))))).isEqualTo(all);
      assertThat(describe(merge(of(third), merge(of(second), of(first))))).isEqualTo(all);
      assertThat(describe(merge(new Histogram(), of(concat(first, second, third))))).isEqualTo(all);
    }
  }

  @Test
  void mergingLeavesTheOtherAsItIs() {
    Histogram other = of(5, 700);
    String before = describe(other);
    Histogram merged = merge(new Histogram(), other);
    merged.add(5);
    merged.add(701);
    assertThat(describe(other)).isEqualTo(before);
  }

  @Test
  void aCopySharesNothing() {
    Histogram histogram = of(5, 700);
    Histogram copy = histogram.copy();
    copy.add(5);
    assertThat(describe(histogram)).isEqualTo(describe(of(5, 700)));
    assertThat(describe(copy)).isEqualTo(describe(of(5, 5, 700)));
  }

  @Test
  void equalObservationsCanBeAddedAtOnceWithTheirExactSum() {
    // An inter-chunk gap of 1,000 µs over 3 tokens: three observations of 333, a sum of 1,000.
    Histogram histogram = new Histogram();
    histogram.add(333, 3, 1_000);
    assertThat(histogram.count()).isEqualTo(3);
    assertThat(histogram.sum()).isEqualTo(1_000);
    assertThat(histogram.quantileMicros(500_000)).isEqualTo(333);
  }

  @Test
  void ranksOfHugeCountsDoNotOverflow() {
    Histogram histogram = new Histogram();
    histogram.add(10, 4_000_000_000_000_000_000L, 0);
    histogram.add(20, 4_000_000_000_000_000_000L, 0);
    assertThat(histogram.quantileMicros(499_999)).isEqualTo(10);
    assertThat(histogram.quantileMicros(500_000)).isEqualTo(10);
    assertThat(histogram.quantileMicros(500_001)).isEqualTo(20);
  }

  @Test
  void storedPartsGiveTheSameHistogram() {
    for (long seed : Seeds.of(50)) {
      Histogram histogram = of(randomValues(seed));
      List<Integer> index = new ArrayList<>();
      List<Long> counts = new ArrayList<>();
      histogram.forEachCell(
          (cell, count) -> {
            index.add(cell);
            counts.add(count);
          });
      Histogram restored =
          Histogram.of(
              index.stream().mapToInt(Integer::intValue).toArray(),
              counts.stream().mapToLong(Long::longValue).toArray(),
              histogram.sum(),
              histogram.minMicros(),
              histogram.maxMicros());
      assertThat(describe(restored)).as(Seeds.describe(seed)).isEqualTo(describe(histogram));
    }
  }

  @Test
  void oneStoredObservationIsEnoughAtEitherEndOfTheRange() {
    for (long value : new long[] {0, 1, 255, 256, 257, 1_000_000, (1L << 40) - 1}) {
      Histogram restored =
          Histogram.of(
              new int[] {HistogramLayout.index(value)}, new long[] {1}, value, value, value);
      assertThat(describe(restored)).isEqualTo(describe(of(value)));
      assertThat(restored.quantileMicros(500_000)).isEqualTo(value);
    }
  }

  @Test
  void storedPartsThatContradictEachOtherAreRefused() {
    refused(new int[] {5}, new long[] {1, 1}, 5, 5, "counts: 2 entries");
    refused(new int[] {5, 5}, new long[] {1, 1}, 5, 5, "index[1]: 5");
    refused(new int[] {6, 5}, new long[] {1, 1}, 5, 6, "index[1]: 5");
    refused(new int[] {-1}, new long[] {1}, 0, 0, "index[0]: -1");
    refused(new int[] {4_352}, new long[] {1}, 0, 0, "index[0]: 4352");
    refused(new int[] {5}, new long[] {0}, 5, 5, "counts[0]: 0");
    refused(new int[] {5}, new long[] {-3}, 5, 5, "counts[0]: -3");
    refused(new int[] {5, 6}, new long[] {Long.MAX_VALUE, 1}, 5, 6, "counts: more than a long");
    refused(new int[] {5, 6}, new long[] {1, 1}, 4, 6, "min and max: 4 and 6");
    refused(new int[] {5, 6}, new long[] {1, 1}, 5, 7, "min and max: 5 and 7");
    refused(new int[] {5}, new long[] {1}, -1, 5, "min and max: -1 and 5");
    refused(new int[] {4_351}, new long[] {1}, 1L << 40, 1L << 40, "min and max");
    // Cell 256 holds 256 and 257: the smallest may not be larger than the largest, and one
    // observation is both.
    refused(new int[] {256}, new long[] {2}, 257, 256, "min and max: 257 and 256");
    refused(new int[] {256}, new long[] {1}, 256, 257, "min and max: 256 and 257 of 1");
  }

  @Test
  void noStoredCellsGiveAnEmptyHistogram() {
    Histogram empty = Histogram.of(new int[0], new long[0], 0, 0, 0);
    assertThat(empty.count()).isZero();
    assertThat(empty.sum()).isZero();
  }

  @Test
  void withoutObservationsThereIsNoQuantileMinOrMax() {
    Histogram empty = new Histogram();
    assertThatThrownBy(() -> empty.quantileMicros(500_000))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(empty::minMicros).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(empty::maxMicros).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aQuantileOutOfRangeIsRefused() {
    Histogram histogram = of(1);
    assertThatThrownBy(() -> histogram.quantileMicros(-1))
        .hasMessage("partsPerMillion: -1 (expected: 0 to 1000000)");
    assertThatThrownBy(() -> histogram.quantileMicros(1_000_001))
        .hasMessage("partsPerMillion: 1000001 (expected: 0 to 1000000)");
  }

  private static void refused(int[] index, long[] counts, long min, long max, String message) {
    assertThatThrownBy(() -> Histogram.of(index, counts, 0, min, max))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message)
        .hasMessageContaining("(expected: ");
  }

  /** Rank = max(1, ⌈q · n⌉), in numbers that cannot overflow or round. */
  private static int nearestRank(int partsPerMillion, int count) {
    BigInteger[] quotient =
        BigInteger.valueOf(partsPerMillion)
            .multiply(BigInteger.valueOf(count))
            .divideAndRemainder(BigInteger.valueOf(1_000_000));
    int rank = quotient[0].intValueExact() + (quotient[1].signum() == 0 ? 0 : 1);
    return Math.max(1, rank);
  }

  private static long exactlyAbove(long[] values, long bound) {
    return Arrays.stream(values).filter(value -> value > bound).count();
  }

  /** One to 2,000 values: uniform, of every magnitude, close together, or heavy-tailed. */
  private static long[] randomValues(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int shape = random.nextInt(4);
    long[] values = new long[random.nextInt(1, 2_001)];
    long centre = random.nextLong(1L << 36);
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (shape) {
            case 0 -> random.nextLong(1L << 40);
            case 1 -> random.nextLong(1L << random.nextInt(1, 41));
            case 2 -> centre + random.nextLong(1_000);
            default ->
                Math.min((1L << 40) - 1, (long) (20_000 / Math.pow(1 - random.nextDouble(), 1.5)));
          };
    }
    return values;
  }

  private static Histogram of(long... values) {
    Histogram histogram = new Histogram();
    for (long value : values) {
      histogram.add(value);
    }
    return histogram;
  }

  private static Histogram merge(Histogram into, Histogram other) {
    into.merge(other);
    return into;
  }

  private static long[] concat(long[]... parts) {
    return Arrays.stream(parts).flatMapToLong(Arrays::stream).toArray();
  }

  private static String describe(Histogram histogram) {
    StringBuilder text = new StringBuilder();
    text.append(histogram.count()).append(' ').append(histogram.sum()).append(' ');
    text.append(histogram.minMicros()).append(' ').append(histogram.maxMicros());
    histogram.forEachCell(
        (index, count) -> text.append(' ').append(index).append(':').append(count));
    return text.toString();
  }
}
