package io.tokenpace.report.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tokenpace.report.testing.RowWriter;
import io.tokenpace.report.testing.ServerFixture;
import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.MetricSet;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs that have no results yet, or none of the fleet, and a database with nothing in it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class EmptyRunIT {
  private static final Instant START = Instant.parse("2026-05-01T12:00:00.5Z");

  private ServerFixture fixture;

  @BeforeAll
  void start() throws IOException, SQLException {
    fixture = ServerFixture.start();
    try (Connection connection = fixture.postgres().getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      RowWriter writer = new RowWriter(connection);
      writer.run("fresh", START, null);
      writer.run("planned", START, START.plusSeconds(7_200));
      writer.run("models", START, START.plusSeconds(60));
      MetricSet parts = new MetricSet();
      parts.add(Counter.REQUESTS_ENDED, 3);
      writer.row(
          "models",
          false,
          "model",
          "{\"model\":\"m\"}",
          60_000,
          Instant.parse("2026-05-01T12:01:00Z"),
          parts);
      statement.execute("CREATE ROLE stranger LOGIN");
      statement.execute("CREATE DATABASE bare");
    }
  }

  @AfterAll
  void stop() throws IOException {
    fixture.close();
  }

  /** {@code last} counts back from the newest result, else from the run's end, else its start. */
  @ParameterizedTest
  @CsvSource({
    "run=fresh, 2026-05-01T11:00:00.500Z, 2026-05-01T12:00:00.500Z",
    "run=fresh&last=PT5M, 2026-05-01T11:55:00.500Z, 2026-05-01T12:00:00.500Z",
    "run=planned, 2026-05-01T12:00:00.500Z, 2026-05-01T14:00:00.500Z",
    "run=planned&last=PT5M, 2026-05-01T13:55:00.500Z, 2026-05-01T14:00:00.500Z",
    "run=planned&from=2026-05-01T12:30:00Z&to=2026-05-01T12:40:00Z, 2026-05-01T12:30:00Z,"
        + " 2026-05-01T12:40:00Z",
    "run=fresh&rollup=tenant&tenant=t&last=PT5M, 2026-05-01T11:55:00.500Z,"
        + " 2026-05-01T12:00:00.500Z",
  })
  void aRunWithoutResultsIsAnsweredWithNothing(String query, String from, String to)
      throws Exception {
    JsonNode report = fixture.json("api/report?" + query);
    assertThat(report.at("/asked/from").asText()).isEqualTo(from);
    assertThat(report.at("/asked/to").asText()).isEqualTo(to);
    assertThat(report.path("rollups").isArray()).isTrue();
    assertThat(report.path("rollups")).isEmpty();
    assertThat(report.path("complete").asBoolean()).isFalse();
    assertThat(report.path("window_seconds").isNull()).isTrue();

    JsonNode windows = fixture.json("api/windows?step=60&" + query);
    assertThat(windows.path("from").asText()).isEqualTo(from);
    assertThat(windows.path("keys").isArray()).isTrue();
    assertThat(windows.path("keys")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"fresh", "planned"})
  void nodesAndPipelineOfARunWithoutResultsAreEmpty(String run) throws Exception {
    assertThat(fixture.json("api/nodes?run=" + run).path("nodes").isArray()).isTrue();
    JsonNode pipeline = fixture.json("api/pipeline?last=PT1H&run=" + run);
    assertThat(pipeline.path("run").asText()).isEqualTo(run);
    assertThat(pipeline.path("results_until").isNull()).isTrue();
    assertThat(pipeline.path("results_lag_seconds").isNull()).isTrue();
    assertThat(pipeline.path("totals").toString()).isEqualTo("{}");
    assertThat(fixture.json("api/rollups?run=" + run).path("rollups")).isEmpty();
    assertThat(fixture.json("api/compare?run=old&with_run=" + run).at("/rollups/0/with").isNull())
        .isTrue();
  }

  @Test
  void ofARunWithoutAFleetTheRollupHasToBeNamedButThePipelineAnswers() throws Exception {
    HttpResponse<String> report = fixture.get("api/report?run=models");
    assertThat(report.statusCode()).isEqualTo(404);
    assertThat(ErrorBodies.error(report.body()).path("message").asText())
        .isEqualTo("rollup: fleet (expected: one of this run, as /api/rollups has it)");

    assertThat(
            fixture
                .json("api/report?run=models&rollup=model&metrics=requests_ended")
                .at("/rollups/0/metrics/requests_ended")
                .asInt())
        .isEqualTo(3);
    assertThat(fixture.json("api/pipeline?run=models").path("totals").toString()).isEqualTo("{}");
  }

  /** Neither a role that may not read nor a database without tables is the caller's fault. */
  @ParameterizedTest
  @CsvSource({"stranger, postgres", "postgres, bare"})
  void aDatabaseThatIsNotSetUpSaysSo(String user, String database) throws Exception {
    ServerConfig usual = new ServerConfigBuilder(fixture.postgres()).user(user).build();
    ServerConfig config =
        new ServerConfig(
            usual.bind(),
            usual.port(),
            usual.hosts(),
            usual.token(),
            fixture.postgres().getJdbcUrl(user, database),
            usual.databaseUser(),
            usual.databasePassword(),
            usual.kafka(),
            usual.topicPrefix(),
            usual.limits());
    try (ReportServer server = ReportServer.start(config)) {
      for (String path : new String[] {"report", "runs", "pipeline", "live"}) {
        HttpResponse<String> response = ErrorBodies.get(server, "api/" + path);
        assertThat(response.statusCode()).as(path).isEqualTo(503);
        JsonNode error = ErrorBodies.error(response.body());
        assertThat(error.path("message").asText())
            .isEqualTo("database: not set up (expected: tables that this server may read)");
      }
    }
  }

  @Test
  void theDictionaryHasTheBoundsOfItsBandsAndClasses() throws Exception {
    assertThat(fixture.json("api/dictionary").path("bands"))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"ttft": {"excellent_below_ms": 200.0, "acceptable_up_to_ms": 800.0,
                      "slow_up_to_ms": 1000.0},
                     "tpot": {"excellent_below_ms": 30.0, "acceptable_up_to_ms": 80.0,
                      "slow_up_to_ms": 100.0},
                     "e2e_classes": {
                      "chat": {"output_tokens_below": 224, "typical_from_ms": 2000.0,
                        "typical_up_to_ms": 8000.0},
                      "code": {"output_tokens_below": 1000, "typical_from_ms": 8000.0,
                        "typical_up_to_ms": 30000.0},
                      "document": {"output_tokens_below": null, "typical_from_ms": 30000.0,
                        "typical_up_to_ms": 120000.0}}}"""));
  }
}
