package io.tokenpace.report.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tokenpace.report.api.ApiLimits;
import io.tokenpace.report.testing.ServerFixture;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is too much, and what comes at once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class LimitsIT {
  private static final ApiLimits SMALL = new ApiLimits(200_000, 100, 300, 2, Duration.ofMillis(50));

  /** A run with one more row than a report may merge, each with nothing in it. */
  private static final String TOO_MANY_ROWS =
      """
      DO $$
      DECLARE
        columns text;
        nothing text;
      BEGIN
        SELECT string_agg(attname, ', '), string_agg('0', ', ') INTO columns, nothing
        FROM pg_attribute
        WHERE attrelid = 'tumbling_rows'::regclass AND attnum > 0 AND attnotnull
          AND atttypid = 'bigint'::regtype AND attname <> 'window_millis';
        INSERT INTO runs (run, live, run_start, run_end, config_hash)
        VALUES ('many', false, '2025-01-01T00:00:00Z', '2025-01-03T07:33:21Z', 'hash');
        EXECUTE format('INSERT INTO tumbling_rows (run, live, rollup, key, window_millis,'
          ' window_end, tumbling, revision, config_hash, complete, %s) SELECT ''many'', false,'
          ' ''fleet'', ''{}'', 1000, timestamptz ''2025-01-01T00:00:00Z'''
          ' + n * interval ''1 second'', true, 0, ''hash'', true, %s'
          ' FROM generate_series(1, 200001) AS n', columns, nothing);
      END
      $$""";

  private ServerFixture fixture;
  private ReportServer small;

  @BeforeAll
  void start() throws IOException, SQLException {
    fixture = ServerFixture.start();
    small = ReportServer.start(new ServerConfigBuilder(fixture.postgres()).limits(SMALL).build());
  }

  @AfterAll
  void stop() throws IOException {
    small.close();
    fixture.close();
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "windows?run=old&rollup=node&step=60&metrics=ttft.p50_ms | points"
            + " | too much asked, 120 | at most 100; a step of 300 s would fit",
        "windows?run=old&step=60&metrics=ttft | values"
            + " | too much asked, 540"
            + " | at most 300; of 60 points, 5 metrics or fields such as ttft.p99_ms would fit",
        "windows?run=old&step=60&metrics=ttft.p50_ms,ttft.p90_ms,ttft.p95_ms | ''| '' | ''",
      })
  void aSeriesThatIsTooLongIsRefusedWithWhatWouldFit(
      String path, String parameter, String value, String expected) throws Exception {
    HttpResponse<String> response = ErrorBodies.get(small, "api/" + path);

    if (parameter.isEmpty()) {
      assertThat(response.statusCode()).isEqualTo(200);
      return;
    }
    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(response.headers().firstValue("Retry-After")).isEmpty();
    JsonNode error = ErrorBodies.error(response.body());
    assertThat(error.path("parameter").asText()).isEqualTo(parameter);
    assertThat(error.path("value").asText()).isEqualTo(value);
    assertThat(error.path("expected").asText()).isEqualTo(expected);
  }

  /** The document is longer than what writers gather before they pass it on. */
  @ParameterizedTest
  @CsvSource({"json", "csv"})
  void anAnswerThatIsTooLongIsRefused(String format) throws Exception {
    HttpResponse<String> whole =
        fixture.get("api/report?run=old&rollup=node&rollup=fleet&format=" + format);
    assertThat(whole.body().length()).isGreaterThan(5_000);
    ApiLimits limits = new ApiLimits(whole.body().length() - 100, 100, 300, 2, Duration.ZERO);
    try (ReportServer server =
        ReportServer.start(new ServerConfigBuilder(fixture.postgres()).limits(limits).build())) {
      HttpResponse<String> response =
          ErrorBodies.get(server, "api/report?run=old&rollup=node&rollup=fleet&format=" + format);

      assertThat(response.statusCode()).isEqualTo(413);
      assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
      JsonNode error = ErrorBodies.error(response.body());
      assertThat(error.path("parameter").asText()).isEqualTo("answer");
      assertThat(error.path("expected").asText())
          .isEqualTo("at most %d bytes; a shorter range, or fewer metrics", limits.answerBytes());
    }
  }

  @Test
  void aReportOfTooManyRowsIsRefusedBeforeTheyAreRead() throws Exception {
    try (Connection connection = fixture.postgres().getPostgresDatabase().getConnection()) {
      execute(connection, TOO_MANY_ROWS);
      HttpResponse<String> response = fixture.get("api/report?run=many&metrics=requests_ended");

      assertThat(response.statusCode()).isEqualTo(413);
      JsonNode error = ErrorBodies.error(response.body());
      assertThat(error.path("parameter").asText()).isEqualTo("rows");
      assertThat(error.path("value").asText()).isEqualTo("too much asked, 200001");
      assertThat(error.path("expected").asText())
          .startsWith("at most 200000; 1 keys from 2025-01-01T00:00:00Z to 2025-01-03T07:33:21Z: ");
      assertThat(fixture.get("api/report?run=many&metrics=requests_ended&last=PT55H").statusCode())
          .isEqualTo(200);
    } finally {
      try (Connection connection = fixture.postgres().getPostgresDatabase().getConnection()) {
        execute(connection, "DELETE FROM tumbling_rows WHERE run = 'many'");
        execute(connection, "DELETE FROM runs WHERE run = 'many'");
      }
    }
  }

  @Test
  void moreReadsAtOnceThanAllowedWaitAWhileAndAreToldToComeAgain() throws Exception {
    try (Connection lock = fixture.postgres().getPostgresDatabase().getConnection()) {
      lock.setAutoCommit(false);
      execute(lock, "LOCK TABLE tumbling_rows IN ACCESS EXCLUSIVE MODE");
      List<CompletableFuture<HttpResponse<String>>> reading = new ArrayList<>();
      for (int i = 0; i < SMALL.readsAtOnce(); i++) {
        reading.add(
            HttpClient.newHttpClient()
                .sendAsync(
                    HttpRequest.newBuilder(URI.create(small.address() + "api/report?run=old"))
                        .build(),
                    HttpResponse.BodyHandlers.ofString()));
      }
      while (waitingForLocks(lock) < SMALL.readsAtOnce()) {
        Thread.onSpinWait();
      }

      HttpResponse<String> refused = ErrorBodies.get(small, "api/report?run=old");
      HttpResponse<String> withoutReading = ErrorBodies.get(small, "api/dictionary");
      lock.rollback();

      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValue("Retry-After")).hasValue("2");
      JsonNode error = ErrorBodies.error(refused.body());
      assertThat(error.path("parameter").asText()).isEqualTo("reads");
      assertThat(error.path("expected").asText()).isEqualTo("at most 2 at once; try again");
      assertThat(withoutReading.statusCode()).isEqualTo(200);
      for (CompletableFuture<HttpResponse<String>> one : reading) {
        assertThat(one.join().statusCode()).isEqualTo(200);
      }
      assertThat(ErrorBodies.get(small, "api/report?run=old").statusCode()).isEqualTo(200);
    }
  }

  /** The lock is never let go of, so that the statement's own limit ends the request. */
  @Test
  void aStatementThatTakesTooLongEndsAndSaysSo() throws Exception {
    try (Connection lock = fixture.postgres().getPostgresDatabase().getConnection()) {
      lock.setAutoCommit(false);
      execute(lock, "LOCK TABLE tumbling_rows IN ACCESS EXCLUSIVE MODE");
      HttpResponse<String> response = ErrorBodies.get(small, "api/report?run=old");
      lock.rollback();

      assertThat(response.statusCode()).isEqualTo(503);
      assertThat(ErrorBodies.error(response.body()).path("value").asText()).isEqualTo("too slow");
    }
  }

  private static int waitingForLocks(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT count(*) FROM pg_locks WHERE NOT granted"
                    + " AND relation = 'tumbling_rows'::regclass")) {
      rows.next();
      return rows.getInt(1);
    }
  }
}
