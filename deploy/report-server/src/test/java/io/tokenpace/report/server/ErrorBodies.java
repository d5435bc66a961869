package io.tokenpace.report.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Asks a server, and looks at what it says of a request it does not answer. */
final class ErrorBodies {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ErrorBodies() {}

  static HttpResponse<String> get(ReportServer server, String path)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(server.address() + path)).build(),
            HttpResponse.BodyHandlers.ofString());
  }

  /** Asserts that a body is an error as documented, and gives nothing away; returns the error. */
  static JsonNode error(String body) throws IOException {
    JsonNode document = JSON.readTree(body);
    assertThat(document.fieldNames()).toIterable().containsExactly("error");
    JsonNode error = document.path("error");
    assertThat(error.fieldNames())
        .toIterable()
        .containsExactly("parameter", "value", "expected", "message");
    assertThat(error.path("message").asText())
        .isEqualTo(
            "%s: %s (expected: %s)",
            error.path("parameter").asText(),
            error.path("value").asText(),
            error.path("expected").asText());
    assertThat(body)
        .doesNotContainIgnoringCase("select")
        .doesNotContain("java.", "org.", "Exception", "127.0.0.1", "jdbc:", "tumbling_rows");
    return error;
  }
}
