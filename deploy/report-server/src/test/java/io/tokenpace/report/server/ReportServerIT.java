package io.tokenpace.report.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tokenpace.report.testing.ServerFixture;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The server as a client meets it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReportServerIT {
  private ServerFixture fixture;

  @BeforeAll
  void start() throws IOException, SQLException {
    fixture = ServerFixture.start();
  }

  @AfterAll
  void stop() throws IOException {
    fixture.close();
  }

  @Test
  void aReportHoldsWhatTheRowsOfItsRangeHold() throws Exception {
    JsonNode report =
        fixture.json("api/report?run=old&from=2026-03-01T10:07:30Z&to=2026-03-01T10:22:00Z");

    assertThat(report.path("from").asText()).isEqualTo("2026-03-01T10:07:00Z");
    assertThat(report.path("asked").path("from").asText()).isEqualTo("2026-03-01T10:07:30Z");
    assertThat(report.path("window_seconds").asInt()).isEqualTo(60);
    assertThat(report.path("covered_seconds").asInt()).isEqualTo(900);
    assertThat(report.path("completeness").asDouble()).isEqualTo(1);
    JsonNode metrics = report.path("rollups").path(0).path("metrics");
    assertThat(metrics.path("requests_completed").asInt()).isEqualTo(30);
    assertThat(metrics.path("ttft").path("p50_ms").asDouble()).isEqualTo(100);
  }

  @Test
  void withoutARunAndARangeTheLastHourOfTheLiveRunIsMeant() throws Exception {
    JsonNode report = fixture.json("api/report?metrics=requests_completed");

    assertThat(report.path("run").asText()).isEqualTo("now");
    assertThat(report.path("run_end").isNull()).isTrue();
    assertThat(report.path("to").asText()).isEqualTo("2026-03-01T11:00:00Z");
    assertThat(report.at("/rollups/0/metrics/requests_completed").asInt()).isEqualTo(120);
  }

  @Test
  void aSeriesHoldsEveryWindowOfEveryKeyAskedFor() throws Exception {
    JsonNode series =
        fixture.json("api/windows?run=old&rollup=node&node=node-1&step=300&metrics=ttft.p99_ms");

    assertThat(series.path("keys")).hasSize(1);
    assertThat(series.at("/keys/0/windows")).hasSize(12);
    assertThat(series.at("/keys/0/windows/0/metrics/ttft/p99_ms").asDouble()).isEqualTo(100);
  }

  @Test
  void runsAndRollupsAreListed() throws Exception {
    assertThat(fixture.json("api/runs").at("/runs/0/window_seconds")).hasSize(2);
    JsonNode rollups = fixture.json("api/rollups?run=old").path("rollups");
    assertThat(rollups.findValuesAsText("rollup")).containsExactly("fleet", "node");
    assertThat(rollups.path(1).path("keys").findValuesAsText("node"))
        .containsExactlyInAnyOrderElementsOf(ServerFixture.NODES);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "report?from=abc&to=2026-03-01T10:00:00Z | from",
        "report?from=2026-03-01T10:00:00Z | to",
        "report?to=2026-03-01T10:00:00Z | from",
        "report?from=2026-03-01T10:00:00Z&to=2026-03-01T10:00:00Z | from",
        "report?from=1969-01-01T00:00:00Z&to=2026-03-01T10:00:00Z | from",
        "report?from=2024-01-01T00:00:00Z&to=2026-03-01T10:00:00Z | to",
        "report?from=2026-03-01T10:00:00Z&from=2026-03-01T10:00:00Z&to=x | from",
        "report?last=P401D | last",
        "report?last=-PT1H | last",
        "report?last=PT1H&from=2026-03-01T10:00:00Z | last",
        "report?metrics=nope | metrics",
        "report?metrics=ttft.nope | metrics",
        "report?metrics= | metrics",
        "report?distributions=nope | distributions",
        "report?bins=501 | bins",
        "report?bins=-1 | bins",
        "report?model=m | model",
        "report?nope=1 | parameter",
        "report?format=xml | format",
        "report?run=%00 | run",
        "windows?step=61 | step",
        "windows?step=1e3 | step",
        "windows?rollup=fleet&rollup=node | rollup",
        "runs?run=old | parameter",
        "report?run='%3B+DROP+TABLE+runs%3B-- | run",
        "report?rollup='+OR+1=1-- | rollup",
      })
  void aBadParameterIsRefusedByName(String path, String parameter) throws Exception {
    HttpResponse<String> response = fixture.get("api/" + path);

    assertThat(response.statusCode()).isIn(400, 404);
    assertThat(response.body())
        .startsWith("{\"error\":{\"parameter\":\"" + parameter + "\"")
        .contains("\"message\":\"" + parameter + ": ")
        .doesNotContain("SELECT", "java.", "org.", "127.0.0.1");
  }

  @ParameterizedTest
  @CsvSource({"run", "rollup", "node", "metrics", "from", "to", "last", "step", "format", "bins"})
  void statementsInParametersChangeNothing(String name) throws Exception {
    fixture.get("api/windows?rollup=node&" + name + "=%27%3B%20TRUNCATE%20runs%20CASCADE%3B%20--");
    fixture.get("api/report?" + name + "=1)%20OR%20pg_sleep(10)%20IS%20NULL%20--");

    assertThat(fixture.json("api/runs").path("runs")).hasSize(2);
  }

  @Test
  void aTableIsCsvInWhichNoTextIsAFormula() throws Exception {
    HttpResponse<String> response =
        fixture.get("api/report?run=old&rollup=node&metrics=ttft.p50_ms", "Accept", "text/csv");

    assertThat(response.headers().firstValue("Content-Type")).hasValue("text/csv; charset=utf-8");
    assertThat(response.body().lines())
        .containsExactly(
            "run,from,to,rollup,node,complete,ttft.p50_ms",
            "old,2026-03-01T10:00:00Z,2026-03-01T11:00:00Z,node,"
                + "\"'=<script>alert('\u202e')</script>,\"\"\",true,100.000",
            "old,2026-03-01T10:00:00Z,2026-03-01T11:00:00Z,node,node-1,true,100.000");
  }

  @Test
  void otherMethodsPathsTypesAndHostsAreRefused() throws Exception {
    assertThat(fixture.get("api/nope").statusCode()).isEqualTo(404);
    assertThat(fixture.get("page/../server/Guard.class").statusCode()).isIn(400, 404);
    assertThat(fixture.get("api/report", "Accept", "text/html").statusCode()).isEqualTo(406);
    assertThat(
            fixture
                .client()
                .send(
                    fixture.request("api/report").DELETE().build(),
                    HttpResponse.BodyHandlers.ofString())
                .statusCode())
        .isEqualTo(405);
  }

  @Test
  void everyAnswerHasItsHeaders() throws Exception {
    for (String path : new String[] {"api/runs", "api/nope", "livez", "readyz", "metrics"}) {
      HttpResponse<String> response = fixture.get(path);
      assertThat(response.headers().firstValue("Content-Security-Policy").orElse(""))
          .as(path)
          .startsWith("default-src 'none'");
      assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
      assertThat(response.headers().firstValue("Server")).isEmpty();
    }
    HttpResponse<String> chart = fixture.get("webjars/uplot/uPlot.min.css");
    assertThat(chart.statusCode()).isEqualTo(200);
    String etag = chart.headers().firstValue("ETag").orElseThrow();
    assertThat(fixture.get("webjars/uplot/uPlot.min.css", "If-None-Match", etag).statusCode())
        .isEqualTo(304);
    assertThat(
            fixture
                .get("api/report", "Accept-Encoding", "gzip")
                .headers()
                .firstValue("Content-Encoding"))
        .hasValue("gzip");
  }
}
