package io.tokenpace.report.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.report.testing.ServerFixture;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
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

  private static HttpResponse<String> ask(ServerFixture fixture) throws Exception {
    return fixture
        .client()
        .send(
            fixture.request("api/report?run=old").timeout(PATIENCE).build(),
            BodyHandlers.ofString());
  }
}
