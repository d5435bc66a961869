package io.tokenpace.report.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tokenpace.report.testing.RecordedLog;
import io.tokenpace.report.testing.ServerFixture;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that no client should send. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class BadRequestIT {
  private ServerFixture fixture;

  @BeforeAll
  void start() throws IOException, SQLException {
    fixture = ServerFixture.start();
  }

  @AfterAll
  void stop() throws IOException {
    fixture.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"})
  void everyMethodButGetIsRefused(String method) throws Exception {
    for (String path : new String[] {"api/report", "api/live", "api/nope", "", "livez"}) {
      String answer =
          sent(
              "%s /%s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
                  .formatted(method, path));

      assertThat(answer).as(path).startsWith("HTTP/1.1 405 ").contains("\r\nAllow: GET\r\n");
      String body = bodyOf(answer);
      if (method.equals("HEAD")) {
        assertThat(body).isEmpty();
      } else {
        JsonNode error = ErrorBodies.error(body);
        assertThat(error.path("parameter").asText()).isEqualTo("method");
        assertThat(error.path("value").asText()).isEqualTo(method);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET /api/report?run=LONG HTTP/1.1|Host: localhost|41",
        "GET /LONG HTTP/1.1|Host: localhost|41",
        "GET /api/report HTTP/1.1|Host: localhost~X-Long: LONG|431",
        "GET /api/report HTTP/1.1|Host: localhost~Cookie: LONG|431",
        "GET /api/report HTTP/1.1|Accept: */*|400",
        "GET /api/report HTTP/1.1|Host: localhost~Host: localhost|400",
        "GET /api/report HTTP/1.1|Host: evil.example|400",
        "GET /api/report HTTP/9.9|Host: localhost|50",
        "NONSENSE|Host: localhost|400",
        "GET /api/report?run=%ff HTTP/1.1|Host: localhost|40",
        "GET /api/report?run=%zz HTTP/1.1|Host: localhost|400",
        "GET /api/report?run=% HTTP/1.1|Host: localhost|400",
        "GET /api/live?run=%zz HTTP/1.1|Host: localhost|400",
        "GET /?token=%zz HTTP/1.1|Host: localhost|400",
        "GET /api/%2e%2e/report HTTP/1.1|Host: localhost|40",
        "GET /page/..%2fserver/Guard.class HTTP/1.1|Host: localhost|40",
        "GET /page/%zz HTTP/1.1|Host: localhost|40",
        "GET /api/report;x=1/..%2f HTTP/1.1|Host: localhost|40",
      })
  void whatIsNoRequestIsRefusedInJson(String line, String headers, String status) throws Exception {
    String endless = "x".repeat(9_000);
    try (RecordedLog log = RecordedLog.of(Routes.class.getName())) {
      String answer =
          sent(
              "%s\r\n%s\r\nConnection: close\r\n\r\n"
                  .formatted(
                      line.replace("LONG", endless),
                      headers.replace("~", "\r\n").replace("LONG", endless)));

      assertThat(answer).startsWith("HTTP/1.1 " + status);
      assertThat(answer)
          .contains("\r\nX-Content-Type-Options: nosniff\r\n")
          .doesNotContain("\r\nServer:");
      ErrorBodies.error(bodyOf(answer));
      assertThat(log.lines()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "from", "metrics", "rollup", "format", "node", "nope"})
  void aLongValueIsRefusedAndNotEchoed(String name) throws Exception {
    HttpResponse<String> response =
        fixture
            .client()
            .send(
                HttpRequest.newBuilder(
                        URI.create(
                            fixture.server().address()
                                + "api/report?"
                                + name
                                + "="
                                + "y".repeat(2_000)))
                    .build(),
                HttpResponse.BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body().length()).isLessThan(1_000);
    ErrorBodies.error(response.body());
  }

  private String sent(String request) throws IOException {
    URI address = fixture.server().address();
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String bodyOf(String answer) {
    return answer.substring(answer.indexOf("\r\n\r\n") + 4);
  }
}
