package io.tokenpace.report.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tokenpace.report.pipeline.KafkaPart;
import io.tokenpace.report.testing.RecordedLog;
import io.tokenpace.report.testing.ServerFixture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Brokers that are not there, and brokers that never answer: only their own part is missing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KafkaAwayIT {
  /** What a request may take: the brokers' own limit is 4 s. */
  private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(8);

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
  void brokersThatAreNotThereAreMissingAlone() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    assertOnlyKafkaIsMissing(port);
  }

  @Test
  void brokersThatTakeConnectionsAndNeverAnswerAreMissingAlone() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      assertOnlyKafkaIsMissing(silent.getLocalPort());
    }
  }

  private void assertOnlyKafkaIsMissing(int port) throws Exception {
    try (ReportServer server =
            ReportServer.start(
                new ServerConfigBuilder(fixture.postgres()).kafka("127.0.0.1:" + port).build());
        RecordedLog log = RecordedLog.of(KafkaPart.class.getName())) {
      for (int i = 0; i < 3; i++) {
        HttpResponse<String> response =
            HttpClient.newHttpClient()
                .send(
                    HttpRequest.newBuilder(URI.create(server.address() + "api/pipeline?run=old"))
                        .timeout(ANSWERED_WITHIN)
                        .build(),
                    HttpResponse.BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).doesNotContain(Integer.toString(port));
        JsonNode document = new ObjectMapper().readTree(response.body());
        assertThat(document.path("kafka").isNull()).isTrue();
        assertThat(document.path("kafka_reason").asText()).isEqualTo("the brokers do not answer");
        assertThat(document.at("/totals/reports_received").asInt()).isEqualTo(120);
      }
      assertThat(log.lines()).singleElement().asString().startsWith("kafka: ");
    }
  }
}
