package io.tokenpace.report.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokenpace.report.Report;
import io.tokenpace.report.RollupReport;
import io.tokenpace.report.Window;
import io.tokenpace.report.Windows;
import io.tokenpace.report.testing.SeededRows;
import io.tokenpace.report.testing.Seeding;
import io.tokenpace.schemas.histogram.Histogram;
import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.Latency;
import io.tokenpace.schemas.metrics.MetricGroup;
import io.tokenpace.schemas.metrics.MetricSet;
import io.tokenpace.schemas.testing.Seeds;
import io.tokenpace.setup.table.TableSetup;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Holds readers that keep rows against readers that keep none. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RowCacheIT {
  private static final Instant START = Instant.parse("2026-03-01T22:00:00Z");
  private static final long PLENTY = 64 << 20;

  /** Room for a few rows. */
  private static final long LITTLE = 100_000;

  private EmbeddedPostgres postgres;
  private DataSource database;

  @BeforeAll
  void seed() throws IOException, SQLException {
    postgres = EmbeddedPostgres.start();
    database = postgres.getPostgresDatabase();
    new TableSetup(database).migrate();
    try (Connection connection = database.getConnection()) {
      SeededRows.write(Seeding.small(1, "live", true, START), connection);
    }
  }

  @AfterAll
  void stopPostgres() throws IOException {
    postgres.close();
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void whatIsAskedInAnyOrderIsWhatTheDatabaseHolds() {
    for (long bytes : new long[] {PLENTY, LITTLE, 0}) {
      RowCache cache = new RowCache(bytes);
      ReportReader reports = new ReportReader(database, Limits.USUAL, cache);
      WindowsReader windows = new WindowsReader(database, Limits.USUAL, cache);
      for (long seed : Seeds.of(10)) {
        RowQuery query = query(new Random(seed));
        assertThat(describe(reports.read(query)))
            .as("%d bytes, %s", bytes, Seeds.describe(seed))
            .isEqualTo(describe(new ReportReader(database).read(query)));
        assertThat(describe(windows.read(query, OptionalLong.empty())))
            .as("%d bytes, %s", bytes, Seeds.describe(seed))
            .isEqualTo(
                describe(
                    new WindowsReader(database, Limits.USUAL).read(query, OptionalLong.empty())));
      }
      assertThat(cache.bytes()).isBetween(Math.min(bytes, 1), bytes);
    }
  }

  private static RowQuery query(Random random) {
    Instant from = START.plusSeconds(random.nextInt(2 * 3_600));
    List<Latency> latencies = new ArrayList<>(Latency.ALL);
    latencies.removeIf(latency -> random.nextBoolean());
    List<String> rollups = List.of("fleet", "model", "node", "model_tenant");
    return new RowQuery(
        "live",
        from,
        from.plusSeconds(1 + random.nextInt(3_600)),
        rollups.get(random.nextInt(rollups.size())),
        Map.of(),
        Set.copyOf(latencies));
  }

  @Test
  void whatWasReadIsNotReadAgain() throws SQLException {
    ReportReader reader = new ReportReader(database, Limits.USUAL, new RowCache(PLENTY));
    RowQuery both =
        new RowQuery("live", null, null, "node", Map.of(), Set.of(Latency.TTFT, Latency.TPOT));
    RowQuery tpot = new RowQuery("live", null, null, "node", Map.of(), Set.of(Latency.TPOT));
    RowQuery more =
        new RowQuery("live", null, null, "node", Map.of(), Set.of(Latency.TPOT, Latency.E2E));
    String first = describe(reader.read(both));
    String ofTpot = describe(new ReportReader(database).read(tpot));
    String ofMore = describe(new ReportReader(database).read(more));
    // Who reads these columns now fails.
    execute("ALTER TABLE tumbling_rows RENAME COLUMN ttft_counts TO hidden_ttft");
    execute("ALTER TABLE tumbling_rows RENAME COLUMN tpot_counts TO hidden_tpot");
    try {
      assertThat(describe(reader.read(both))).isEqualTo(first);
      assertThat(describe(reader.read(tpot))).isEqualTo(ofTpot);
      assertThat(describe(reader.read(more))).isEqualTo(ofMore);
    } finally {
      execute("ALTER TABLE tumbling_rows RENAME COLUMN hidden_ttft TO ttft_counts");
      execute("ALTER TABLE tumbling_rows RENAME COLUMN hidden_tpot TO tpot_counts");
    }
  }

  @Test
  void windowsThatAreTooManyAreCountedAndNotRead() throws SQLException {
    WindowsReader reader = new WindowsReader(database, Limits.USUAL);
    RowQuery query = new RowQuery("live", null, null, "node", Map.of(), Set.of(Latency.TTFT));
    execute("ALTER TABLE tumbling_rows RENAME COLUMN ttft_counts TO hidden_ttft");
    try {
      assertThatThrownBy(
              () ->
                  reader.read(
                      query,
                      OptionalLong.of(3_600_000),
                      windows -> {
                        throw new IllegalArgumentException("windows: " + windows);
                      }))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("windows: 12");
      assertThatThrownBy(() -> reader.read(query, OptionalLong.of(3_600_000)))
          .isInstanceOf(ReportException.class);
    } finally {
      execute("ALTER TABLE tumbling_rows RENAME COLUMN hidden_ttft TO ttft_counts");
    }
  }

  private static String describe(Report report) {
    return report.rollups().stream()
        .map(key -> key.key() + key.complete() + describe(key))
        .collect(Collectors.joining("\n"));
  }

  private static String describe(RollupReport key) {
    return describe(key.parts());
  }

  private static String describe(Windows windows) {
    StringBuilder text = new StringBuilder();
    windows
        .keys()
        .forEach(
            key -> {
              text.append(key.key()).append('\n');
              for (Window window : key.windows()) {
                text.append(window.range()).append(window.complete());
                text.append(describe(window.parts())).append('\n');
              }
            });
    return text.toString();
  }

  private static String describe(MetricSet parts) {
    StringBuilder text = new StringBuilder();
    MetricGroup.ALL.stream().filter(parts::knows).forEach(group -> text.append(group).append(' '));
    Counter.ALL.forEach(counter -> text.append(parts.get(counter)).append(' '));
    for (Latency latency : Latency.ALL) {
      Histogram histogram = parts.latency(latency);
      if (histogram != null) {
        text.append(latency).append(histogram.sum()).append(' ').append(histogram.count());
        text.append(' ').append(histogram.minMicros()).append(' ').append(histogram.maxMicros());
        histogram.forEachCell((cell, count) -> text.append(' ').append(cell).append(count));
      }
    }
    return text.toString();
  }
}
