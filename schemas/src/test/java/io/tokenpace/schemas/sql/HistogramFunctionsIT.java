package io.tokenpace.schemas.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokenpace.schemas.histogram.Histogram;
import io.tokenpace.schemas.histogram.HistogramLayout;
import io.tokenpace.schemas.testing.Seeds;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds what SQL reads from stored histograms against what Java reads. */
class HistogramFunctionsIT {
  private static final String PARTS = "?, ?::numeric, ?, ?, ?::integer[], ?::bigint[]";

  private static final String HISTOGRAM =
      "tokenpace_histogram(count, sum_micros, min_micros, max_micros, index, counts)";

  private static final String DESCRIBED =
      Stream.of("count", "sum_micros", "min_micros", "max_micros", "index", "counts")
          .map("coalesce((m).%s::text, 'null')"::formatted)
          .collect(Collectors.joining(", ", "concat_ws('|', ", ")"));

  private static ResultsDatabase database;

  @BeforeAll
  static void start() throws IOException, SQLException {
    database = ResultsDatabase.start();
    database.execute(
        "CREATE TEMP TABLE parts (count bigint, sum_micros bigint, min_micros bigint,"
            + " max_micros bigint, index integer[], counts bigint[])");
  }

  @AfterAll
  static void stop() throws IOException {
    database.close();
  }

  @Test
  void readsAndMergesAsJavaDoes() throws SQLException {
    for (long seed : Seeds.of(1_000)) {
      SplittableRandom random = new SplittableRandom(seed);
      List<Histogram> histograms =
          Stream.generate(() -> randomHistogram(random)).limit(random.nextInt(1, 61)).toList();
      Histogram merged = new Histogram();
      histograms.forEach(merged::merge);
      store(histograms);

      int partsPerMillion = randomQuantile(random);
      long bound = randomBound(random, merged);
      assertThat(readMerged(partsPerMillion, bound))
          .as("%d ppm, bound %d, %s", partsPerMillion, bound, Seeds.describe(seed))
          .isEqualTo(expected(merged, partsPerMillion, bound));
    }
  }

  @Test
  void mergingWhatWasMergedIsMergingAll() throws SQLException {
    for (long seed : Seeds.of(20)) {
      SplittableRandom random = new SplittableRandom(seed);
      List<Histogram> histograms =
          Stream.generate(() -> randomHistogram(random)).limit(20).toList();
      Histogram merged = new Histogram();
      histograms.forEach(merged::merge);
      store(histograms);

      assertThat(
              database.lines(
                  "SELECT "
                      + DESCRIBED
                      + " FROM (SELECT tokenpace_merge(m) AS m FROM (SELECT tokenpace_merge(%s) AS m FROM parts"
                          .formatted(HISTOGRAM)
                      + " GROUP BY count % 3) AS thirds) AS merged"))
          .as(Seeds.describe(seed))
          .containsExactly(describe(merged));
    }
  }

  private static List<Object> expected(Histogram merged, int partsPerMillion, long bound) {
    List<Object> expected = new ArrayList<>();
    expected.add(describe(merged));
    if (merged.count() == 0) {
      for (int i = 0; i < 6; i++) {
        expected.add("null");
      }
      return expected;
    }
    BigDecimal count = BigDecimal.valueOf(merged.count());
    BigDecimal above = BigDecimal.valueOf(merged.countAbove(bound));
    expected.add(Long.toString(merged.quantileMicros(partsPerMillion)));
    expected.add(BigDecimal.valueOf(merged.quantileMicros(partsPerMillion), 3).toPlainString());
    expected.add(quotient(BigDecimal.valueOf(merged.sum(), 3), count));
    expected.add(above.toPlainString());
    expected.add(count.subtract(above).toPlainString());
    expected.add(quotient(above, count));
    return expected;
  }

  private static String quotient(BigDecimal dividend, BigDecimal divisor) {
    return dividend.divide(divisor, 6, RoundingMode.HALF_UP).toPlainString();
  }

  /** What {@link #DESCRIBED} gives. */
  private static String describe(Histogram histogram) {
    if (histogram.count() == 0) {
      return "null|null|null|null|null|null";
    }
    List<String> index = new ArrayList<>();
    List<String> counts = new ArrayList<>();
    histogram.forEachCell(
        (cell, count) -> {
          index.add(Integer.toString(cell));
          counts.add(Long.toString(count));
        });
    return "%d|%d|%d|%d|{%s}|{%s}"
        .formatted(
            histogram.count(),
            histogram.sum(),
            histogram.minMicros(),
            histogram.maxMicros(),
            String.join(",", index),
            String.join(",", counts));
  }

  private static void store(List<Histogram> histograms) throws SQLException {
    database.execute("TRUNCATE parts");
    Connection connection = database.connection();
    try (PreparedStatement statement =
        connection.prepareStatement("INSERT INTO parts VALUES (?, ?, ?, ?, ?, ?)")) {
      for (Histogram histogram : histograms) {
        Object[] parts = ResultsDatabase.storedParts(histogram);
        for (int i = 0; i < parts.length; i++) {
          statement.setObject(i + 1, parts[i]);
        }
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  private static List<Object> readMerged(int partsPerMillion, long bound) throws SQLException {
    String query =
        """
        SELECT %s,
          tokenpace_quantile_micros(m, ?), tokenpace_quantile_ms(m, ?), tokenpace_mean_ms(m),
          tokenpace_count_above(m, ?), tokenpace_count_up_to(m, ?), tokenpace_share_above(m, ?)
        FROM (SELECT tokenpace_merge(%s) AS m FROM parts) AS merged
        """
            .formatted(DESCRIBED, HISTOGRAM);
    try (PreparedStatement statement = database.connection().prepareStatement(query)) {
      statement.setInt(1, partsPerMillion);
      statement.setBigDecimal(2, BigDecimal.valueOf(partsPerMillion, 6));
      statement.setLong(3, bound);
      statement.setLong(4, bound);
      statement.setLong(5, bound);
      try (ResultSet results = statement.executeQuery()) {
        assertThat(results.next()).isTrue();
        List<Object> read = new ArrayList<>();
        for (int column = 1; column <= 7; column++) {
          read.add(String.valueOf(results.getString(column)));
        }
        return read;
      }
    }
  }

  @Test
  void everyCellHasJavasMidpoint() throws SQLException {
    List<String> expected = new ArrayList<>();
    for (int cell = 0; cell < HistogramLayout.CELLS; cell++) {
      expected.add(Long.toString(HistogramLayout.midpointMicros(cell)));
    }
    assertThat(
            database.lines(
                "SELECT tokenpace_midpoint_micros(cell) FROM generate_series(0, ?) AS cell"
                    + " ORDER BY cell",
                HistogramLayout.CELLS - 1))
        .isEqualTo(expected);
  }

  @Test
  void ranksOfHugeCountsDoNotOverflow() throws SQLException {
    long half = 4_000_000_000_000_000_000L;
    assertThat(
            database.lines(
                "SELECT tokenpace_quantile_micros(h, 499999), tokenpace_quantile_micros(h, 500000),"
                    + " tokenpace_quantile_micros(h, 500001), tokenpace_quantile_ms(h, 0.5000001)"
                    + " FROM tokenpace_histogram(%s) AS h".formatted(PARTS),
                2 * half,
                0,
                10L,
                20L,
                new int[] {10, 20},
                new long[] {half, half}))
        .containsExactly("10|10|20|0.020");
  }

  @Test
  void withoutObservationsEverythingIsNull() throws SQLException {
    for (String none : List.of("NULL", "tokenpace_histogram(0, NULL, NULL, NULL, NULL, NULL)")) {
      assertThat(
              database.lines(
                  "SELECT tokenpace_quantile_micros(h, 0), tokenpace_quantile_ms(h, 1),"
                      + " tokenpace_mean_ms(h), tokenpace_count_above(h, 0),"
                      + " tokenpace_count_up_to(h, 0), tokenpace_share_above(h, 0),"
                      + " tokenpace_share_up_to(h, 0), tokenpace_merge(h)"
                      + " FROM (SELECT %s::tokenpace_histogram AS h) AS one GROUP BY h"
                          .formatted(none)))
          .containsExactly("null|null|null|null|null|null|null|null");
    }
    assertThat(
            database.lines(
                "SELECT tokenpace_merge(NULL::tokenpace_histogram) IS NULL WHERE true"
                    + " UNION ALL SELECT tokenpace_merge(h) IS NULL"
                    + " FROM (SELECT NULL::tokenpace_histogram AS h WHERE false) AS nothing"))
        .containsExactly("t", "t");
  }

  @Test
  void sharesUpToABoundAreTheRestOfSharesAboveIt() throws SQLException {
    assertThat(
            database.lines(
                "SELECT tokenpace_share_above(h, 5), tokenpace_share_up_to(h, 5)"
                    + " FROM tokenpace_histogram(3, 17, 5, 6, '{5,6}', '{1,2}') AS h"))
        .containsExactly("0.666667|0.333333");
  }

  @Test
  void refusesQuantilesOutOfRangeAndPartsOfDifferentLatencies() {
    String one = "tokenpace_histogram(1, 5, 5, 5, '{5}', '{1}')";
    refused("tokenpace_quantile_micros(%s, -1)", one, "parts_per_million: -1 (expected: 0 to ");
    refused("tokenpace_quantile_micros(%s, 1000001)", one, "parts_per_million: 1000001 (expected");
    refused("tokenpace_quantile_ms(%s, 99)", one, "quantile: 99 (expected: 0 to 1)");
    refused("tokenpace_quantile_ms(%s, -0.1)", one, "quantile: -0.1 (expected: 0 to 1)");
    refused("tokenpace_quantile_ms(%s, 'NaN')", one, "quantile: NaN (expected: 0 to 1)");
    refused(
        "tokenpace_merge(%s)",
        "tokenpace_histogram(2, 10, 5, 5, '{5}', '{1}')",
        "counts: 1 observations (expected: 2, as count says)");
    refused(
        "tokenpace_merge(%s)",
        "tokenpace_histogram(2, 10, 5, 5, NULL, NULL)",
        "counts: <NULL> observations (expected: 2, as count says)");
  }

  private static void refused(String call, String histogram, String message) {
    assertThatThrownBy(() -> database.lines("SELECT " + call.formatted(histogram)))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining(message);
  }

  /** Empty, of one value, clamped, uniform, of every magnitude, close together or heavy-tailed. */
  private static Histogram randomHistogram(SplittableRandom random) {
    Histogram histogram = new Histogram();
    int shape = random.nextInt(7);
    int values = shape == 0 ? 0 : shape == 1 ? 1 : random.nextInt(1, 200);
    long centre = random.nextLong(1L << 36);
    for (int i = 0; i < values; i++) {
      long value =
          switch (shape) {
            case 1, 2 -> random.nextLong(1L << random.nextInt(1, 41));
            case 3 -> random.nextBoolean() ? HistogramLayout.MAX_VALUE_MICROS : centre;
            case 4 -> random.nextLong(1L << 40);
            case 5 -> centre + random.nextLong(1_000);
            default ->
                Math.min(
                    HistogramLayout.MAX_VALUE_MICROS,
                    (long) (20_000 / Math.pow(1 - random.nextDouble(), 1.5)));
          };
      histogram.add(value);
    }
    return histogram;
  }

  private static int randomQuantile(SplittableRandom random) {
    return switch (random.nextInt(4)) {
      case 0 -> 0;
      case 1 -> 1_000_000;
      case 2 -> 1_000_000 - random.nextInt(20_000);
      default -> random.nextInt(1_000_001);
    };
  }

  private static long randomBound(SplittableRandom random, Histogram histogram) {
    if (histogram.count() == 0 || random.nextInt(4) == 0) {
      return random.nextLong(1L << random.nextInt(1, 41));
    }
    return histogram.quantileMicros(randomQuantile(random)) + random.nextInt(-2, 3);
  }
}
