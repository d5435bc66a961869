package io.tokenpace.report.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.report.testing.ServerFixture;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams of live rows, and the database going away under them and under everything else. */
@Timeout(120)
class LiveIT {
  private ServerFixture fixture;

  @BeforeEach
  void start() throws IOException, SQLException {
    fixture = ServerFixture.start();
  }

  @AfterEach
  void stop() throws IOException {
    fixture.close();
  }

  /** Reads to the next event with a name; returns its data. */
  private static String next(BufferedReader lines, String event) throws IOException {
    boolean named = false;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("event: ")) {
        named = line.equals("event: " + event);
      } else if (named && line.startsWith("data: ")) {
        return line.substring("data: ".length());
      }
    }
    throw new IOException("the stream ended before " + event);
  }

  @Test
  void aDatabaseThatRestartsIsSaidToBeAwayAndComesBack() throws Exception {
    HttpResponse<InputStream> stream =
        fixture
            .client()
            .send(
                fixture.request("api/live?metrics=ttft.p99_ms").build(),
                HttpResponse.BodyHandlers.ofInputStream());
    assertThat(stream.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/event-stream");
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
      assertThat(next(lines, "windows")).contains("\"rollup\":\"fleet\"");

      fixture.stopDatabase();
      next(lines, "unavailable");
      HttpResponse<String> away = fixture.get("api/report");
      assertThat(away.statusCode()).isEqualTo(503);
      assertThat(away.headers().firstValue("Retry-After")).isPresent();
      assertThat(away.body()).contains("\"parameter\":\"database\"").doesNotContain("127.0.0.1");
      assertThat(fixture.get("readyz").statusCode()).isEqualTo(503);
      assertThat(fixture.get("livez").statusCode()).isEqualTo(200);

      fixture.startDatabase();
      while (fixture.get("readyz").statusCode() != 200) {
        Thread.onSpinWait();
      }
      assertThat(fixture.get("api/report").statusCode()).isEqualTo(200);
      fixture.writeRollingRow();
      assertThat(next(lines, "windows")).contains("2026-03-01T11:00:10Z");
    }
  }

  @Test
  void whoeverAsksWhileTheDatabaseRestartsIsAnsweredInTimeAndServedAfterwards() throws Exception {
    Polling polling = new Polling(fixture.server(), 12);
    polling.until(200);
    fixture.stopDatabase();
    polling.until(503);
    fixture.startDatabase();
    polling.until(200);

    assertThat(polling.stop()).containsOnly(200, 503);
    String metrics = fixture.get("metrics").body();
    assertThat(metrics)
        .contains("tokenpace_report_database_up 1.0")
        .contains("tokenpace_report_database_connections_active 0.0")
        .contains("tokenpace_report_database_connections_awaited 0.0");
  }
}
