package io.tokenpace.report.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tokenpace.report.testing.ServerFixture;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many streams there may be, and what is no stream. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class StreamsIT {
  private static final int MOST = 32;

  private ServerFixture fixture;
  private ReportServer server;

  @BeforeAll
  void start() throws IOException, SQLException {
    fixture = ServerFixture.start();
    server = ReportServer.start(new ServerConfigBuilder(fixture.postgres()).build());
  }

  @AfterAll
  void stop() throws IOException {
    server.close();
    fixture.close();
  }

  private static HttpResponse<InputStream> stream(ReportServer server)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(server.address() + "api/live")).build(),
            HttpResponse.BodyHandlers.ofInputStream());
  }

  @Test
  void oneStreamTooManyIsToldToComeAgainAndHasARoomWhenAnotherLeaves() throws Exception {
    List<InputStream> open = new ArrayList<>();
    for (int i = 0; i < MOST; i++) {
      HttpResponse<InputStream> response = stream(server);
      assertThat(response.statusCode()).isEqualTo(200);
      open.add(response.body());
    }

    HttpResponse<InputStream> refused = stream(server);
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.headers().firstValue("Retry-After")).hasValue("2");
    JsonNode error =
        ErrorBodies.error(new String(refused.body().readAllBytes(), StandardCharsets.UTF_8));
    assertThat(error.path("parameter").asText()).isEqualTo("live");
    assertThat(error.path("expected").asText()).isEqualTo("at most 32 at once; try again");
    assertThat(ErrorBodies.get(server, "api/report").statusCode()).isEqualTo(200);
    assertThat(ErrorBodies.get(server, "metrics").body())
        .contains("tokenpace_report_live_streams 32.0");

    for (InputStream one : open) {
      one.close();
    }
    // What is written shows who left.
    fixture.writeRollingRow();
    HttpResponse<InputStream> again = stream(server);
    while (again.statusCode() != 200) {
      again = stream(server);
    }
    again.body().close();
  }

  @ParameterizedTest
  @CsvSource({
    "run=nope, 404, run",
    "rollup=nope, 404, rollup",
    "rollup=fleet&rollup=node, 400, rollup",
    "metrics=nope, 400, metrics",
    "last=PT1H, 400, parameter",
    "node=x, 400, node",
  })
  void aStreamOfWhatThereIsNotIsRefused(String query, int status, String parameter)
      throws Exception {
    HttpResponse<String> response = ErrorBodies.get(fixture.server(), "api/live?" + query);

    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(ErrorBodies.error(response.body()).path("parameter").asText()).isEqualTo(parameter);
  }

  @Test
  void streamsEndWithTheServer() throws Exception {
    ReportServer brief = ReportServer.start(new ServerConfigBuilder(fixture.postgres()).build());
    InputStream stream = stream(brief).body();
    assertThat(stream.read()).isEqualTo('r');

    brief.close();

    assertThat(new String(stream.readAllBytes(), StandardCharsets.UTF_8))
        .startsWith("etry: 2000\n\n");
  }
}
