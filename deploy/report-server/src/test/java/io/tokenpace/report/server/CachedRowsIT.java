package io.tokenpace.report.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tokenpace.report.testing.RowWriter;
import io.tokenpace.report.testing.ServerFixture;
import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.Latency;
import io.tokenpace.schemas.metrics.MetricSet;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What changes in the database shows in the next answer, whatever was read before. */
class CachedRowsIT {
  private static final String OLD =
      "run=old&from=2026-03-01T10:00:00Z&to=2026-03-01T10:05:00Z&metrics=requests_completed,ttft";
  private static final String NOW = "run=now&metrics=requests_completed,ttft.count";

  private ServerFixture fixture;

  @BeforeEach
  void start() throws IOException, SQLException {
    fixture = ServerFixture.start();
  }

  @AfterEach
  void stop() throws IOException {
    fixture.close();
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = fixture.postgres().getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private int completed(String question) throws Exception {
    return fixture
        .json("api/report?" + question)
        .at("/rollups/0/metrics/requests_completed")
        .asInt();
  }

  private double metric(String name) throws Exception {
    return fixture
        .get("metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("tokenpace_report_" + name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aRowWrittenAgain() throws Exception {
    assertThat(completed(OLD)).isEqualTo(10);
    assertThat(completed(OLD)).isEqualTo(10);
    assertThat(fixture.get("metrics").body()).containsPattern("row_cache_rows [1-9]");
    assertThat(metric("rows_read_total")).isPositive().isEqualTo(metric("rows_found_total"));

    execute(
        "UPDATE tumbling_rows SET requests_completed = 17, revision = revision + 1,"
            + " written_at = now(), ttft_count = 2, ttft_counts = '{2}'"
            + " WHERE run = 'old' AND rollup = 'fleet' AND window_end = '2026-03-01T10:05:00Z'");
    JsonNode report = fixture.json("api/report?" + OLD);
    assertThat(report.at("/rollups/0/metrics/requests_completed").asInt()).isEqualTo(17);
    assertThat(report.at("/rollups/0/metrics/ttft/count").asInt()).isEqualTo(2);

    // Nobody who writes rows leaves the old time on them; the transaction alone suffices.
    execute(
        "UPDATE tumbling_rows SET requests_completed = 18"
            + " WHERE run = 'old' AND rollup = 'fleet' AND window_end = '2026-03-01T10:05:00Z'");
    assertThat(completed(OLD)).isEqualTo(18);
    assertThat(fixture.json("api/windows?step=300&" + OLD).at("/keys/0/windows/0/metrics"))
        .hasToString(report.at("/rollups/0/metrics").toString().replace(":17,", ":18,"));
  }

  @Test
  void aRowThatIsIncompleteOrGoneOrTakenBack() throws Exception {
    assertThat(fixture.json("api/report?" + OLD).path("complete").asBoolean()).isTrue();
    execute(
        "UPDATE tumbling_rows SET complete = false, written_at = now() WHERE run = 'old'"
            + " AND rollup = 'fleet' AND window_end = '2026-03-01T10:05:00Z'");
    assertThat(fixture.json("api/report?" + OLD).path("complete").asBoolean()).isFalse();

    try (Connection connection = fixture.postgres().getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(
          "UPDATE tumbling_rows SET requests_completed = 99, written_at = now()"
              + " WHERE run = 'old' AND rollup = 'fleet'");
      assertThat(completed(OLD)).isEqualTo(10);
      connection.rollback();
    }
    assertThat(completed(OLD)).isEqualTo(10);

    execute(
        "DELETE FROM tumbling_rows WHERE run = 'old' AND window_millis = 300000"
            + " AND window_end = '2026-03-01T10:05:00Z'");
    execute(
        "DELETE FROM tumbling_rows WHERE run = 'old' AND window_millis = 60000"
            + " AND window_end = '2026-03-01T10:01:00Z'");
    assertThat(completed(OLD)).isEqualTo(8);
  }

  @Test
  void aWindowThatEndsAndReportsThatComeLate() throws Exception {
    assertThat(completed(NOW)).isEqualTo(120);
    try (Connection connection = fixture.postgres().getPostgresDatabase().getConnection()) {
      new RowWriter(connection)
          .row(
              "now",
              true,
              "fleet",
              "{}",
              60_000,
              Instant.parse("2026-03-01T11:01:00Z"),
              requests(3));
    }
    // The last hour moved on by a minute: two requests less, three more.
    assertThat(completed(NOW)).isEqualTo(121);

    execute(
        "UPDATE tumbling_rows SET requests_completed = 5, revision = 1, written_at = now()"
            + " WHERE run = 'now' AND window_end = '2026-03-01T11:01:00Z'");
    assertThat(completed(NOW)).isEqualTo(123);
  }

  @Test
  void aRunThatIsDeletedAndMadeAgain() throws Exception {
    assertThat(completed(OLD)).isEqualTo(10);
    execute("DELETE FROM tumbling_rows WHERE run = 'old'");
    assertThat(fixture.json("api/report?" + OLD).path("rollups")).isEmpty();
    execute("DELETE FROM runs WHERE run = 'old'");
    assertThat(fixture.get("api/report?" + OLD).statusCode()).isEqualTo(404);

    try (Connection connection = fixture.postgres().getPostgresDatabase().getConnection()) {
      RowWriter writer = new RowWriter(connection);
      writer.run("old", ServerFixture.START, ServerFixture.END);
      writer.row(
          "old", false, "fleet", "{}", 300_000, ServerFixture.START.plusSeconds(300), requests(7));
      writer.row(
          "old", false, "fleet", "{}", 60_000, ServerFixture.START.plusSeconds(60), requests(7));
    }
    assertThat(completed(OLD)).isEqualTo(7);
  }

  private static MetricSet requests(int number) {
    MetricSet metrics = new MetricSet();
    metrics.add(Counter.REQUESTS_COMPLETED, number);
    metrics.observe(Latency.TTFT).add(100_000);
    return metrics;
  }
}
