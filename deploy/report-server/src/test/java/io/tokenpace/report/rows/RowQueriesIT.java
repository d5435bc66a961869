package io.tokenpace.report.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokenpace.report.KeyWindows;
import io.tokenpace.report.Report;
import io.tokenpace.report.Rollup;
import io.tokenpace.report.RollupReport;
import io.tokenpace.report.Run;
import io.tokenpace.report.Window;
import io.tokenpace.report.Windows;
import io.tokenpace.report.testing.RowWriter;
import io.tokenpace.report.testing.SeededRows;
import io.tokenpace.report.testing.Seeding;
import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.Latency;
import io.tokenpace.schemas.metrics.MetricSet;
import io.tokenpace.schemas.metrics.RowKey;
import io.tokenpace.schemas.testing.Seeds;
import io.tokenpace.setup.table.TableSetup;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Holds what is read against plain SQL over a seeded database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RowQueriesIT {
  private static final Instant START = Instant.parse("2026-03-01T22:00:00Z");
  private static final Set<Latency> TTFT = Set.of(Latency.TTFT);
  private static final String ROLLING_ROW =
      "INSERT INTO rolling_rows SELECT (jsonb_populate_record(r, jsonb_build_object("
          + "'window_end', r.window_end + interval '10 s'))).* FROM rolling_rows AS r"
          + " WHERE rollup = 'fleet' AND run = 'live' ORDER BY r.window_end DESC LIMIT 1";

  private EmbeddedPostgres postgres;
  private DataSource database;

  @BeforeAll
  void seed() throws IOException, SQLException {
    postgres = EmbeddedPostgres.start();
    database = postgres.getPostgresDatabase();
    new TableSetup(database).migrate();
    try (Connection connection = database.getConnection()) {
      execute(connection, "SELECT tokenpace_create_live_days('2026-03-01', '2026-03-02')");
      SeededRows.write(Seeding.small(1, "live", true, START), connection);
      SeededRows.write(Seeding.small(2, "history", false, START), connection);
    }
  }

  @AfterAll
  void stopPostgres() throws IOException {
    postgres.close();
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private long number(String sql) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private static RowQuery query(
      String run, @Nullable Instant from, @Nullable Instant to, String rollup) {
    return new RowQuery(run, from, to, rollup, Map.of(), TTFT);
  }

  @Test
  void reportsOfAnyRangeHoldWhatSqlAddsUp() throws SQLException {
    ReportReader reader = new ReportReader(database);
    for (long seed : Seeds.of(20)) {
      Random random = new Random(seed);
      String run = random.nextBoolean() ? "live" : "history";
      Instant from = START.plusSeconds(random.nextInt(2 * 3_600));
      Instant to = from.plusSeconds(1 + random.nextInt(2 * 3_600));
      for (String rollup : List.of("fleet", "node", "model_tenant")) {
        Report report = reader.read(query(run, from, to, rollup));
        assertThat(report.rollups()).as(Seeds.describe(seed)).isNotEmpty();
        for (RollupReport key : report.rollups()) {
          String minutes =
              " FROM tumbling_rows WHERE run = '%s' AND rollup = '%s' AND key = '%s'"
                      .formatted(run, rollup, key.key())
                  + " AND window_millis = 60000 AND window_end > '%s' AND window_end <= '%s'"
                      .formatted(report.used().from(), report.used().to());
          assertThat(key.parts().get(Counter.OUTPUT_TOKENS))
              .as(Seeds.describe(seed))
              .isEqualTo(number("SELECT sum(output_tokens)" + minutes));
          assertThat(key.parts().observe(Latency.TTFT).count())
              .as(Seeds.describe(seed))
              .isEqualTo(number("SELECT sum(ttft_count)" + minutes));
          assertThat(key.complete())
              .as(Seeds.describe(seed))
              .isEqualTo(number("SELECT bool_and(complete)::integer" + minutes) == 1);
          assertThat(key.parts().latency(Latency.ITL)).isNull();
        }
      }
    }
  }

  @Test
  void aSeriesHoldsTheRowsOfItsStep() throws SQLException {
    WindowsReader reader = new WindowsReader(database, Limits.USUAL);
    Windows windows =
        reader.read(
            query("live", START.plusSeconds(90), START.plusSeconds(3_700), "node"),
            OptionalLong.of(60_000));

    assertThat(windows.used().from()).isEqualTo(START.plusSeconds(60));
    assertThat(windows.used().to()).isEqualTo(START.plusSeconds(3_720));
    assertThat(windows.keys()).hasSize(4).allMatch(key -> key.windows().size() == 61);
    for (KeyWindows key : windows.keys()) {
      for (Window window : key.windows()) {
        assertThat(window.parts().get(Counter.INPUT_TOKENS))
            .isEqualTo(
                number(
                    ("SELECT input_tokens FROM tumbling_rows WHERE run = 'live' AND rollup ="
                            + " 'node' AND key = '%s' AND window_millis = 60000 AND window_end ="
                            + " '%s'")
                        .formatted(key.key(), window.range().to())));
      }
    }
    assertThat(reader.read(query("live", null, null, "fleet"), OptionalLong.empty()).stepMillis())
        .isEqualTo(60_000);
    assertThat(
            reader
                .read(
                    query("live", START, START.plus(Duration.ofDays(10)), "fleet"),
                    OptionalLong.empty())
                .stepMillis())
        .isEqualTo(3_600_000);
    assertThatThrownBy(() -> reader.read(query("live", null, null, "fleet"), OptionalLong.of(7)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("step: 7 ms (expected: one of [60000, 3600000])");
  }

  @Test
  void longWindowsOfARunThatIsOverDoNotMoveItsNewestResult() throws SQLException {
    Instant start = START.minus(Duration.ofDays(1));
    Instant end = start.plusSeconds(150);
    try (Connection connection = database.getConnection()) {
      RowWriter writer = new RowWriter(connection);
      writer.run("short", start, end);
      for (int minute = 1; minute <= 3; minute++) {
        Instant windowEnd = start.plusSeconds(60L * minute);
        writer.row("short", false, "fleet", "{}", 60_000, windowEnd, new MetricSet());
      }
      Instant hour = start.plus(Duration.ofHours(1));
      writer.row("short", false, "fleet", "{}", 3_600_000, hour, new MetricSet());
    }

    Run run = new RunReader(database).run("short");

    assertThat(run.resultsUntil()).isEqualTo(start.plusSeconds(180));
    assertThat(run.windowMillis()).containsExactly(60_000L, 3_600_000L);
  }

  @Test
  void saysWhichRunsAndRollupsThereAre() {
    RunReader reader = new RunReader(database);
    Run live = reader.usualRun().orElseThrow();

    assertThat(live.name()).isEqualTo("live");
    assertThat(live.resultsUntil()).isEqualTo(START.plus(Duration.ofHours(3)));
    assertThat(live.windowMillis()).containsExactly(60_000L, 3_600_000L);
    assertThat(reader.rollups("live"))
        .extracting(Rollup::name)
        .containsExactly("fleet", "model", "node", "gpu_type", "model_tenant", "region", "tenant");
    Rollup pairs = reader.rollups("live").get(4);
    assertThat(pairs.dimensions()).containsExactly("model", "tenant");
    assertThat(pairs.keyCount()).isEqualTo(6);
    assertThat(pairs.keys()).contains("{\"model\":\"model-0\",\"tenant\":\"tenant-0\"}");
  }

  @Test
  void labelsAreComparedAsTheyAreWhateverTheyHold() throws SQLException {
    List<String> hostile =
        List.of(
            "a\"b\\c",
            "'; DROP TABLE runs; --",
            "<script>alert(1)</script>",
            "\u202Etxet",
            "\u0000",
            "%",
            "ü".repeat(64),
            "");
    try (Connection connection = database.getConnection()) {
      RowWriter writer = new RowWriter(connection);
      writer.run("hostile", START, null);
      for (int i = 0; i < hostile.size(); i++) {
        MetricSet parts = new MetricSet();
        parts.add(Counter.REQUESTS_ENDED, i + 1);
        String key = RowKey.canonical(Map.of("model", hostile.get(i)));
        writer.row("hostile", true, "model", key, 60_000, START.plusSeconds(60), parts);
      }
    }
    ReportReader reader = new ReportReader(database);
    for (int i = 0; i < hostile.size(); i++) {
      RowQuery query =
          new RowQuery(
              "hostile", null, null, "model", Map.of("model", List.of(hostile.get(i))), TTFT);
      assertThat(reader.read(query).rollups())
          .extracting(rollup -> rollup.parts().get(Counter.REQUESTS_ENDED))
          .containsExactly(i + 1L);
    }
    assertThat(
            reader
                .read(
                    new RowQuery(
                        "hostile", null, null, "model", Map.of("tenant", List.of("")), TTFT))
                .rollups())
        .isEmpty();
    try (Connection connection = database.getConnection()) {
      execute(connection, "DELETE FROM tumbling_rows WHERE run = 'hostile'");
      execute(connection, "DELETE FROM runs WHERE run = 'hostile'");
    }
  }

  @Test
  void refusesMoreThanTheLimitsAndSaysWhatFits() {
    Limits limits = new Limits(10, 12);
    assertThatThrownBy(
            () -> new ReportReader(database, limits).read(query("live", null, null, "node")))
        .isInstanceOf(TooMuchException.class)
        .hasMessageStartingWith("rows: 11 (expected: at most 10; 4 keys from");
    assertThatThrownBy(
            () ->
                new WindowsReader(database, limits)
                    .read(query("live", null, null, "node"), OptionalLong.of(60_000)))
        .isInstanceOf(TooMuchException.class)
        .hasMessage("points: 720 (expected: at most 12; a step of 3600 s would fit)");
  }

  @Test
  void aRowThatCommitsLateIsNewOnceAndNotLost() throws SQLException {
    LiveRows reader = new LiveRows(database);
    NewWindows newest = reader.since("live", "fleet", Map.of(), TTFT, null);
    assertThat(newest.windows().keys()).hasSize(1);
    assertThat(newest.windows().keys().get(0).windows()).hasSize(1);
    Window last = newest.windows().keys().get(0).windows().get(0);
    assertThat(last.range().to()).isEqualTo(START.plus(Duration.ofHours(3)));
    assertThat(last.percentiles().get(Latency.TTFT)).isNotNull();

    try (Connection late = database.getConnection();
        Connection quick = database.getConnection()) {
      late.setAutoCommit(false);
      execute(late, ROLLING_ROW);
      execute(
          quick,
          "UPDATE rolling_rows SET folded = folded + 1, written_at = now() WHERE run = 'live'"
              + " AND rollup = 'fleet' AND window_end = '2026-03-02T00:59:00Z'");
      NewWindows first = reader.since("live", "fleet", Map.of(), TTFT, newest.position());
      assertThat(ends(first)).containsExactly(Instant.parse("2026-03-02T00:59:00Z"));
      late.commit();

      NewWindows second = reader.since("live", "fleet", Map.of(), TTFT, first.position());
      assertThat(ends(second)).containsExactly(Instant.parse("2026-03-02T01:00:10Z"));
      assertThat(ends(reader.since("live", "fleet", Map.of(), TTFT, second.position()))).isEmpty();
      execute(quick, "DELETE FROM rolling_rows WHERE window_end = '2026-03-02T01:00:10Z'");
    }
    assertThatThrownBy(() -> reader.since("live", "fleet", Map.of(), TTFT, "'; DROP"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static List<Instant> ends(NewWindows news) {
    return news.windows().keys().stream()
        .flatMap(key -> key.windows().stream())
        .map(window -> window.range().to())
        .toList();
  }
}
