package io.tokenpace.schemas.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokenpace.schemas.histogram.Histogram;
import io.tokenpace.schemas.metrics.Latency;
import io.tokenpace.schemas.sql.ResultsDatabase.Position;
import io.tokenpace.schemas.testing.Seeds;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Percentiles over ranges of rows, against the values the rows were made of. */
class TumblingRowsIT {
  private static final int[] QUANTILES = {0, 10_000, 500_000, 900_000, 990_000, 999_000, 1_000_000};
  private static final long MINUTE = 60_000;
  private static final long HOUR = 60 * MINUTE;
  private static final Latency TTFT = Latency.TTFT;
  private static final Instant NOON = Instant.parse("2026-06-20T12:00:00Z");

  private static ResultsDatabase database;

  @BeforeAll
  static void start() throws IOException, SQLException {
    database = ResultsDatabase.start();
    database.execute("SET TIME ZONE 'UTC'");
  }

  @AfterAll
  static void stop() throws IOException {
    database.close();
  }

  @BeforeEach
  void empty() throws SQLException {
    database.execute("TRUNCATE runs, tumbling_rows, rolling_rows");
    database.writeRun("day", true);
    database.writeRun("other", false);
  }

  @Test
  void anHourOfMinutesHasThePercentilesOfItsValues() throws SQLException {
    for (long seed : Seeds.of(5)) {
      empty();
      SplittableRandom random = new SplittableRandom(seed);
      List<long[]> minutes = new ArrayList<>();
      for (int minute = 1; minute <= 60; minute++) {
        long[] values = heavyTailed(random);
        minutes.add(values);
        write("day", "{}", MINUTE, NOON.plus(Duration.ofMinutes(minute)), of(values));
      }
      long[] sorted = minutes.stream().flatMapToLong(LongStream::of).sorted().toArray();
      writeWhatMustNotBeAdded(of(sorted));

      for (int quantile : QUANTILES) {
        long exact =
            sorted[(int) Math.max(1, (quantile * (long) sorted.length + 999_999) / 1_000_000) - 1];
        List<String> read =
            database.lines(
                "SELECT windows, (histogram).count, tokenpace_quantile_micros(histogram, ?)"
                    + " FROM tokenpace_merged('day', 'fleet', '{}', 'ttft', '2026-06-20 12:00Z',"
                    + " '2026-06-20 13:00Z')",
                quantile);
        String[] columns = read.get(0).split("\\|", -1);
        assertThat(columns).startsWith("60", Integer.toString(sorted.length));
        assertThat(Long.parseLong(columns[2]))
            .as("%d ppm of %d, %s", quantile, sorted.length, Seeds.describe(seed))
            .isBetween(exact - Math.max(1, exact / 100), exact + Math.max(1, exact / 100));
      }
    }
  }

  /** Rows of the same values under every other length, key, run and table. */
  private static void writeWhatMustNotBeAdded(Histogram all) throws SQLException {
    Instant end = NOON.plus(Duration.ofHours(1));
    write("day", "{}", 5 * MINUTE, end, all);
    write("day", "{}", HOUR, end, all);
    write("day", "{\"model\":\"m\"}", MINUTE, end, all);
    write("day", "{}", MINUTE, NOON, all);
    write("day", "{}", MINUTE, end.plusMillis(MINUTE), all);
    database.writeRow(new Position("tumbling_rows", "other", false, "{}", MINUTE, end), TTFT, all);
    database.writeRow(new Position("rolling_rows", "day", true, "{}", MINUTE, end), TTFT, all);
  }

  @Test
  void aRangeIsRoundedOutwardToTheWindowsItIsReadFrom() throws SQLException {
    write("day", "{}", MINUTE, NOON.plusMillis(MINUTE), of(new long[] {1}));
    write("day", "{}", MINUTE, NOON.plusMillis(2 * MINUTE), of(new long[] {2, 2}));
    write("day", "{}", HOUR, NOON.plusMillis(HOUR), of(new long[] {3, 3, 3}));

    assertThat(merged("'2026-06-20 12:00:59.999999Z', '2026-06-20 12:01:00.000001Z'"))
        .containsExactly("2026-06-20 12:00:00+00|2026-06-20 12:02:00+00|2|3");
    assertThat(merged("'2026-06-20 12:01Z', '2026-06-20 12:02Z'"))
        .containsExactly("2026-06-20 12:01:00+00|2026-06-20 12:02:00+00|1|2");
    assertThat(merged("'2026-06-20 12:01Z', '2026-06-20 12:02Z', 3600000"))
        .containsExactly("2026-06-20 12:00:00+00|2026-06-20 13:00:00+00|1|3");
    assertThat(merged("'2026-06-20 11:00Z', '2026-06-20 12:00Z'"))
        .containsExactly("2026-06-20 11:00:00+00|2026-06-20 12:00:00+00|0|null");
    assertThat(
            database.lines(
                "SELECT window_end, (histogram).sum_micros FROM tokenpace_windows('day', 'fleet',"
                    + " '{}', 'ttft', '2026-06-20 12:00Z', '2026-06-20 13:00Z')"))
        .containsExactly("2026-06-20 12:01:00+00|1", "2026-06-20 12:02:00+00|4");
  }

  @Test
  void aKeyWithoutRowsHasNoWindowsAndNoHistogram() throws SQLException {
    assertThat(merged("'2026-06-20 12:00:30Z', '2026-06-20 12:02Z'"))
        .containsExactly("2026-06-20 12:00:30+00|2026-06-20 12:02:00+00|0|null");
  }

  @Test
  void readsEveryLatencyWithItsOwnUnitOfSums() throws SQLException {
    for (Latency latency : Latency.ALL) {
      empty();
      Histogram histogram = new Histogram();
      histogram.add(1_000, 3, 3_001 * latency.sumUnit().perMicro());
      database.writeRow(
          new Position("tumbling_rows", "day", true, "{}", MINUTE, NOON), latency, histogram);

      List<String> read =
          database.lines(
              "SELECT (histogram).sum_micros, tokenpace_mean_ms(histogram) FROM tokenpace_merged("
                  + "'day', 'fleet', '{}', ?, '2026-06-20 11:00Z', '2026-06-20 12:00Z')",
              latency.columnName());

      String[] columns = read.get(0).split("\\|", -1);
      assertThat(new BigDecimal(columns[0])).as(latency.name()).isEqualByComparingTo("3001");
      assertThat(columns[1]).as(latency.name()).isEqualTo("1.000333");
    }
  }

  @Test
  void saysWhatIsWrongWithWhatWasAskedFor() {
    refused("'nope', 'fleet', '{}', 'ttft', 'epoch', 'now'", "run: nope (expected: one in the ");
    refused("'day', 'fleet', '{}', 'nope', 'epoch', 'now'", "latency: nope (expected: x, where ");
    refused("'day', 'fleet', '{}', 'ttft', 'now', 'epoch'", "from_time: ");
    refused("'day', 'fleet', '{}', 'ttft', NULL, 'epoch'", "from_time: <NULL> (expected: before ");
    refused("'day', 'fleet', '{}', 'ttft', 'epoch', 'now', 0", "window_millis: 0 (expected: >= 1)");
  }

  private static void refused(String arguments, String message) {
    assertThatThrownBy(() -> database.lines("SELECT tokenpace_merged(%s)".formatted(arguments)))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining(message);
  }

  private static List<String> merged(String range) throws SQLException {
    return database.lines(
        "SELECT range_from, range_to, windows, (histogram).count FROM tokenpace_merged('day',"
            + " 'fleet', '{}', 'ttft', %s)".formatted(range));
  }

  private static void write(
      String run, String key, long windowMillis, Instant end, Histogram histogram)
      throws SQLException {
    database.writeRow(
        new Position("tumbling_rows", run, true, key, windowMillis, end), TTFT, histogram);
  }

  private static long[] heavyTailed(SplittableRandom random) {
    long[] values = new long[random.nextInt(0, 500)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (long) (20_000 / Math.pow(1 - random.nextDouble(), 0.8));
    }
    return values;
  }

  private static Histogram of(long[] values) {
    Histogram histogram = new Histogram();
    Arrays.stream(values).forEach(histogram::add);
    return histogram;
  }
}
