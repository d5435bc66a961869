package io.tokenpace.report.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.tokenpace.report.testing.ServerFixture;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class FrozenDatabaseIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void aDatabaseThatStandsStillHoldsNobodyForLong() throws Exception {
    try (ServerFixture fixture = ServerFixture.start()) {
      assertThat(ask(fixture).statusCode()).isEqualTo(200);

      fixture.freezeDatabase();
      HttpResponse<String> frozen;
      try {
        frozen = ask(fixture);
      } finally {
        fixture.thawDatabase();
      }

      assertThat(frozen.statusCode()).as(frozen.body()).isEqualTo(503);
      assertThat(frozen.headers().firstValue("Retry-After")).isPresent();
      assertThat(ask(fixture).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aServerStopsThoughSomebodyStillWaits() throws Exception {
    try (ServerFixture fixture = ServerFixture.start()) {
      assertThat(ask(fixture).statusCode()).isEqualTo(200);
      fixture.freezeDatabase();
      try {
        CompletableFuture<HttpResponse<String>> waiting =
            fixture
                .client()
                .sendAsync(fixture.request("api/report?run=old").build(), BodyHandlers.ofString());
        while (!fixture.get("metrics").body().contains("connections_active 1.0")) {
          assertThat(waiting).as("the request").isNotDone();
        }

        assertThatCode(fixture.server()::close).doesNotThrowAnyException();
      } finally {
        fixture.thawDatabase();
      }
    }
  }

  private static HttpResponse<String> ask(ServerFixture fixture) throws Exception {
    return fixture
        .client()
        .send(
            fixture.request("api/report?run=old").timeout(PATIENCE).build(),
            BodyHandlers.ofString());
  }
}
