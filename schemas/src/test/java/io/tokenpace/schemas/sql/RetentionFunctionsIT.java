package io.tokenpace.schemas.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokenpace.schemas.histogram.Histogram;
import io.tokenpace.schemas.metrics.Latency;
import io.tokenpace.schemas.sql.ResultsDatabase.Position;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RetentionFunctionsIT {
  private static final List<String> TABLES = List.of("tumbling_rows", "rolling_rows");
  private static final String WHERE_ROWS_LIE =
      "SELECT tableoid::regclass FROM tumbling_rows UNION ALL SELECT tableoid::regclass"
          + " FROM rolling_rows ORDER BY 1";

  private static ResultsDatabase database;

  @BeforeAll
  static void start() throws IOException, SQLException {
    database = ResultsDatabase.start();
    // Days are UTC days, wherever whoever makes them is.
    database.execute("SET TIME ZONE 'America/New_York'");
  }

  @AfterAll
  static void stop() throws IOException {
    database.close();
  }

  @BeforeEach
  void makeTablesAnew() throws IOException, SQLException {
    database.makeTablesAnew();
  }

  @Test
  void daysAreMadeOnceAndHoldTheRowsOfTheirUtcDay() throws SQLException {
    assertThat(createDays("2026-06-20", "2026-06-21"))
        .containsExactly(
            "tumbling_rows_live_20260620",
            "tumbling_rows_live_20260621",
            "rolling_rows_live_20260620",
            "rolling_rows_live_20260621");
    assertThat(createDays("2026-06-20", "2026-06-21")).isEmpty();

    writeLive("2026-06-20T00:00:00Z", "2026-06-20T23:59:00Z", "2026-06-21T00:00:00Z");

    assertThat(database.lines(WHERE_ROWS_LIE))
        .containsExactlyInAnyOrder(
            "tumbling_rows_live_20260620",
            "tumbling_rows_live_20260620",
            "tumbling_rows_live_20260621",
            "rolling_rows_live_20260620",
            "rolling_rows_live_20260620",
            "rolling_rows_live_20260621");
  }

  @Test
  void aRowWhoseDayWasNotMadeIsKeptAndMovesWhenItIs() throws SQLException {
    writeLive("2026-06-20T12:00:00Z", "2026-06-22T12:00:00Z");
    assertThat(database.lines(WHERE_ROWS_LIE))
        .containsOnly("tumbling_rows_live_default", "rolling_rows_live_default");

    createDays("2026-06-20", "2026-06-20");

    assertThat(database.lines(WHERE_ROWS_LIE))
        .containsExactlyInAnyOrder(
            "tumbling_rows_live_20260620",
            "tumbling_rows_live_default",
            "rolling_rows_live_20260620",
            "rolling_rows_live_default");
  }

  @Test
  void daysThatEndByThenAreDroppedWholeAndNothingElseIs() throws SQLException {
    createDays("2026-06-20", "2026-06-22");
    writeLive("2026-06-20T12:00:00Z", "2026-06-21T12:00:00Z", "2026-06-22T12:00:00Z");
    writeLive("2026-06-10T12:00:00Z", "2026-06-30T12:00:00Z");
    writeHistory("old", "2020-01-01T00:00:00Z");

    assertThat(dropped("tumbling_rows", "2026-06-21T23:59:59.999999Z"))
        .containsExactly("tumbling_rows_live_20260620");
    assertThat(dropped("rolling_rows", "2026-06-22T00:00:00Z"))
        .containsExactly("rolling_rows_live_20260620", "rolling_rows_live_20260621");
    assertThat(dropped("rolling_rows", "2026-06-22T00:00:00Z")).isEmpty();

    assertThat(database.lines(WHERE_ROWS_LIE))
        .containsExactlyInAnyOrder(
            "tumbling_rows_live_20260621",
            "tumbling_rows_live_20260622",
            "tumbling_rows_live_default",
            "tumbling_rows_history",
            "rolling_rows_live_20260622",
            "rolling_rows_live_default",
            "rolling_rows_history");
    assertThat(database.lines("SELECT window_end FROM tumbling_rows_live_default"))
        .containsExactly("2026-06-30 08:00:00-04");
  }

  @Test
  void refusesToDropFromAnyOtherTable() {
    assertThatThrownBy(() -> dropped("runs", "2026-06-22T00:00:00Z"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("rows_table: runs (expected: tumbling_rows or rolling_rows)");
  }

  @Test
  void aRunOverHistoryIsDeletedEverywhereAndAloneOfItsKind() throws SQLException {
    database.writeRun("old", false);
    database.writeRun("other", false);
    writeHistory("old", "2020-01-01T00:00:00Z", "2020-01-01T00:01:00Z");
    writeHistory("other", "2020-01-01T00:00:00Z");
    writeLive("2026-06-20T12:00:00Z");

    assertThat(database.lines("SELECT tokenpace_delete_run('old')")).containsExactly("5");

    assertThat(database.lines("SELECT run FROM tumbling_rows ORDER BY run"))
        .containsExactly("live", "other");
    assertThat(database.lines("SELECT run FROM rolling_rows ORDER BY run"))
        .containsExactly("live", "other");
    assertThat(database.lines("SELECT run FROM runs")).containsExactly("other");
  }

  @Test
  void aRunWhoseEntryIsMissingIsDeletedToo() throws SQLException {
    writeHistory("old", "2020-01-01T00:00:00Z");

    assertThat(database.lines("SELECT tokenpace_delete_run('old')")).containsExactly("2");
  }

  @Test
  void refusesToDeleteALiveOrAnUnknownRun() throws SQLException {
    database.writeRun("live", true);
    writeLive("2026-06-20T12:00:00Z");

    assertThatThrownBy(() -> database.lines("SELECT tokenpace_delete_run('live')"))
        .hasMessageContaining("run: live is live (expected: a run over history");
    assertThatThrownBy(() -> database.lines("SELECT tokenpace_delete_run('nope')"))
        .hasMessageContaining("run: nope (expected: one in the table runs)");
    assertThat(database.lines(WHERE_ROWS_LIE)).hasSize(2);
  }

  private List<String> createDays(String first, String last) throws SQLException {
    return database.lines("SELECT tokenpace_create_live_days('%s', '%s')".formatted(first, last));
  }

  private List<String> dropped(String table, String before) throws SQLException {
    return database.lines("SELECT tokenpace_drop_live_rows('%s', '%s')".formatted(table, before));
  }

  private void writeLive(String... ends) throws SQLException {
    write("live", true, ends);
  }

  private void writeHistory(String run, String... ends) throws SQLException {
    write(run, false, ends);
  }

  private void write(String run, boolean live, String... ends) throws SQLException {
    for (String table : TABLES) {
      for (String end : ends) {
        database.writeRow(
            new Position(table, run, live, "{}", 60_000, Instant.parse(end)),
            Latency.TTFT,
            new Histogram());
      }
    }
  }
}
