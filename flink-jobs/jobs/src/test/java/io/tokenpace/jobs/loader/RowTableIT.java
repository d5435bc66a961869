package io.tokenpace.jobs.loader;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.Latency;
import io.tokenpace.schemas.metrics.Latency.Part;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RowTableIT {
  private static final Map<String, String> QUANTILES =
      Map.of("p50", "0.5", "p90", "0.9", "p95", "0.95", "p99", "0.99", "p999", "0.999");

  private ResultsDatabase database;

  @BeforeAll
  void startDatabase() throws Exception {
    database = ResultsDatabase.start();
  }

  @BeforeEach
  void emptyTables() throws SQLException {
    database.empty();
  }

  @AfterAll
  void stopDatabase() throws Exception {
    database.close();
  }

  @Test
  void knowsEveryColumnOfItsTable() throws SQLException {
    for (RowTable table : List.of(RowTable.TUMBLING_ROWS, RowTable.ROLLING_ROWS)) {
      String name = table == RowTable.TUMBLING_ROWS ? "tumbling_rows" : "rolling_rows";

      List<Object> columns =
          database
              .query(
                  "SELECT column_name::text FROM information_schema.columns WHERE table_name = '"
                      + name
                      + "' AND column_name <> 'written_at'")
              .stream()
              .map(row -> row.get("column_name"))
              .toList();

      assertThat(table.columns().stream().map(RowColumn::name))
          .containsExactlyInAnyOrderElementsOf(columns.stream().map(String::valueOf).toList());
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void writesWhatTheRowSaysToTumblingRows(long seed) throws SQLException {
    SampleRow sample = SampleRow.random(new Random(seed));

    database.write(RowTable.TUMBLING_ROWS, sample);

    Map<String, @Nullable Object> stored = database.single("SELECT * FROM tumbling_rows");
    assertKeyAndFlags(stored);
    assertCounters(stored, sample);
    for (Latency latency : Latency.ALL) {
      long[] observations = sample.observations.get(latency);
      assertNumbers(stored, latency, observations);
      Map<Integer, Long> cells = observations == null ? Map.of() : SampleRow.cells(observations);
      assertThat(stored.get(latency.columnName(Part.INDEX)))
          .as(latency.columnName(Part.INDEX))
          .isEqualTo(cells.isEmpty() ? null : List.copyOf(cells.keySet()));
      assertThat(stored.get(latency.columnName(Part.COUNTS)))
          .as(latency.columnName(Part.COUNTS))
          .isEqualTo(cells.isEmpty() ? null : List.copyOf(cells.values()));
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18})
  void writesPercentilesWithinOnePercentOfTheSortedObservationsToRollingRows(long seed)
      throws SQLException {
    SampleRow sample = SampleRow.random(new Random(seed));

    database.write(RowTable.ROLLING_ROWS, sample);

    Map<String, @Nullable Object> stored = database.single("SELECT * FROM rolling_rows");
    assertKeyAndFlags(stored);
    assertCounters(stored, sample);
    for (Latency latency : Latency.ALL) {
      long[] observations = sample.observations.get(latency);
      assertNumbers(stored, latency, observations);
      QUANTILES.forEach(
          (suffix, quantile) -> {
            String column = latency.columnName() + "_" + suffix + "_micros";
            if (observations == null || observations.length == 0) {
              assertThat(stored.get(column)).as(column).isNull();
            } else {
              long exact = nearestRank(observations, quantile);
              assertThat((Long) stored.get(column))
                  .as(column)
                  .isCloseTo(exact, Offset.offset(Math.max(1, exact / 100)));
            }
          });
    }
  }

  private static void assertKeyAndFlags(Map<String, @Nullable Object> stored) {
    assertThat(stored)
        .containsEntry("run", "replay-1")
        .containsEntry("live", false)
        .containsEntry("rollup", "model")
        .containsEntry("key", "{\"model\":\"llama\"}")
        .containsEntry("window_millis", 60_000L)
        .containsEntry("window_end", Timestamp.from(SampleRow.WINDOW_END))
        .containsEntry("tumbling", true)
        .containsEntry("revision", 0)
        .containsEntry("config_hash", "c0ffee")
        .containsEntry("complete", true);
  }

  private static void assertCounters(Map<String, @Nullable Object> stored, SampleRow sample) {
    for (Counter counter : Counter.ALL) {
      assertThat(stored.get(counter.columnName()))
          .as(counter.columnName())
          .isEqualTo(sample.counters.get(counter));
    }
  }

  private static void assertNumbers(
      Map<String, @Nullable Object> stored, Latency latency, long @Nullable [] observations) {
    boolean none = observations == null || observations.length == 0;
    long[] sorted = observations == null ? new long[0] : observations.clone();
    Arrays.sort(sorted);
    long unit = latency.sumUnit() == Latency.SumUnit.NANOS ? 1_000 : 1;
    assertThat(stored.get(latency.columnName(Part.COUNT)))
        .as(latency.columnName(Part.COUNT))
        .isEqualTo(observations == null ? null : (Object) (long) sorted.length);
    assertThat(stored.get(latency.columnName(Part.SUM)))
        .as(latency.columnName(Part.SUM))
        .isEqualTo(none ? null : (Object) (Arrays.stream(sorted).sum() * unit));
    assertThat(stored.get(latency.columnName(Part.MIN)))
        .as(latency.columnName(Part.MIN))
        .isEqualTo(none ? null : (Object) sorted[0]);
    assertThat(stored.get(latency.columnName(Part.MAX)))
        .as(latency.columnName(Part.MAX))
        .isEqualTo(none ? null : (Object) sorted[sorted.length - 1]);
  }

  private static long nearestRank(long[] observations, String quantile) {
    long[] sorted = observations.clone();
    Arrays.sort(sorted);
    int rank =
        new BigDecimal(quantile)
            .multiply(BigDecimal.valueOf(sorted.length))
            .setScale(0, RoundingMode.CEILING)
            .intValueExact();
    return sorted[Math.max(1, rank) - 1];
  }
}
