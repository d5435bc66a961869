package io.tokenpace.jobs.loader;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.schemas.metrics.Counter;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UpsertIT {
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
  void replacesARowByOneThatFoldedMore() throws SQLException {
    database.write(RowTable.TUMBLING_ROWS, SampleRow.folded(5), withRequests(6, 17));

    assertThat(stored("tumbling_rows"))
        .containsEntry("folded", 6L)
        .containsEntry("requests_started", 17L);
  }

  @Test
  void neverReplacesARowByOneThatFoldedLess() throws SQLException {
    for (RowTable table : List.of(RowTable.TUMBLING_ROWS, RowTable.ROLLING_ROWS)) {
      database.write(table, withRequests(6, 17), withRequests(5, 99));
    }

    assertThat(stored("tumbling_rows")).containsEntry("requests_started", 17L);
    assertThat(stored("rolling_rows")).containsEntry("requests_started", 17L);
  }

  @Test
  void replacesARowByOneThatFoldedAsMuchAndDiffers() throws SQLException {
    database.write(RowTable.TUMBLING_ROWS, withRequests(6, 17), withRequests(6, 18));

    assertThat(stored("tumbling_rows")).containsEntry("requests_started", 18L);
  }

  @Test
  void givesAGroupThatWasUnknownItsValues() throws SQLException {
    SampleRow known = SampleRow.folded(6);
    for (Counter counter : Counter.ALL) {
      if (counter.columnName().startsWith("vllm_bench")) {
        known.set(counter.fieldName(), 3L);
      }
    }
    known.set("vllmBenchTtftCount", 0L);
    known.set("vllmBenchItlCount", 0L);
    known.set("vllmBenchTpotCount", 0L);

    database.write(RowTable.TUMBLING_ROWS, SampleRow.folded(6), known);

    assertThat(stored("tumbling_rows")).containsEntry("vllm_bench_completed", 3L);
  }

  @Test
  void replacesARowWhoseHistogramDiffersInOneCell() throws SQLException {
    SampleRow first = SampleRow.folded(6);
    SampleRow second = SampleRow.folded(6);
    for (SampleRow row : List.of(first, second)) {
      row.set("ttftCount", 3L).set("ttftSumMicros", 30L);
      row.set("ttftMinMicros", 5L).set("ttftMaxMicros", 15L);
    }
    first.set("ttftIndex", List.of(5, 10, 15)).set("ttftCounts", List.of(1L, 1L, 1L));
    second.set("ttftIndex", List.of(5, 11, 15)).set("ttftCounts", List.of(1L, 1L, 1L));

    database.write(RowTable.TUMBLING_ROWS, first, second);

    assertThat(stored("tumbling_rows")).containsEntry("ttft_index", List.of(5, 11, 15));
  }

  @Test
  void leavesARowAloneWhenTheSameContentComesAgain() throws SQLException {
    for (RowTable table : List.of(RowTable.TUMBLING_ROWS, RowTable.ROLLING_ROWS)) {
      database.write(table, SampleRow.random(new Random(7)));
    }
    Map<String, @Nullable Object> tumbling = stored("tumbling_rows");
    Map<String, @Nullable Object> rolling = stored("rolling_rows");

    for (RowTable table : List.of(RowTable.TUMBLING_ROWS, RowTable.ROLLING_ROWS)) {
      database.write(
          table,
          SampleRow.random(new Random(7)),
          SampleRow.random(new Random(7)).set("revision", 4));
    }

    assertThat(stored("tumbling_rows")).isEqualTo(tumbling);
    assertThat(stored("rolling_rows")).isEqualTo(rolling);
  }

  @Test
  void takesTheRevisionAlongWhenContentChanges() throws SQLException {
    database.write(
        RowTable.TUMBLING_ROWS, withRequests(6, 17), withRequests(7, 18).set("revision", 1));

    assertThat(stored("tumbling_rows")).containsEntry("revision", 1);
  }

  @Test
  void keepsLiveRowsInTheLivePartitions() throws SQLException {
    database.write(
        RowTable.TUMBLING_ROWS,
        withRequests(6, 17).set("live", true),
        withRequests(7, 18).set("live", true));

    assertThat(database.single("SELECT requests_started FROM tumbling_rows_live"))
        .containsEntry("requests_started", 18L);
  }

  @Test
  void keepsRowsOfDifferentKeysApart() throws SQLException {
    database.write(
        RowTable.TUMBLING_ROWS,
        SampleRow.folded(1),
        SampleRow.folded(1).set("run", "replay-2"),
        SampleRow.folded(1).set("live", true),
        SampleRow.folded(1).set("rollup", "node"),
        SampleRow.folded(1).set("key", "{}"),
        SampleRow.folded(1).set("windowMillis", 300_000L),
        SampleRow.folded(1).set("windowEnd", SampleRow.WINDOW_END.plusSeconds(60)));

    assertThat(database.query("SELECT 1 FROM tumbling_rows")).hasSize(7);
  }

  @Test
  void writesARunOnceAndAgainOnlyIfItDiffers() throws SQLException {
    RunRow live = new RunRow("live", true, 1_700_000_000_123_456L, null, "c0ffee", 1);

    database.write(live);
    Map<String, @Nullable Object> first = database.single("SELECT * FROM runs");
    database.write(new RunRow("live", true, 1_700_000_000_123_456L, null, "c0ffee", 2));
    Map<String, @Nullable Object> again = database.single("SELECT * FROM runs");
    database.write(
        new RunRow("live", true, 1_700_000_000_123_456L, 1_700_000_001_000_001L, "decaf", 3));
    Map<String, @Nullable Object> changed = database.single("SELECT * FROM runs");

    assertThat(first)
        .containsEntry("run_start", time(1_700_000_000_123_456L))
        .containsEntry("run_end", null)
        .containsEntry("config_hash", "c0ffee");
    assertThat(again).isEqualTo(first);
    assertThat(changed)
        .containsEntry("run_end", time(1_700_000_001_000_001L))
        .containsEntry("config_hash", "decaf");
    assertThat((Timestamp) changed.get("written_at")).isAfter((Timestamp) first.get("written_at"));
  }

  private Map<String, @Nullable Object> stored(String table) throws SQLException {
    return database.single("SELECT * FROM " + table);
  }

  private static Timestamp time(long micros) {
    return Timestamp.from(Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
  }

  private static SampleRow withRequests(long folded, long requests) {
    return SampleRow.folded(folded).set(Counter.REQUESTS_STARTED.fieldName(), requests);
  }
}
