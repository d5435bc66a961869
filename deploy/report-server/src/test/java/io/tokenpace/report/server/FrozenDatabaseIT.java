package io.tokenpace.report.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.tokenpace.report.testing.ServerFixture;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
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
    try (ServerFixture fixture = ServerFixture.start();
        Connection connection = fixture.postgres().getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("LOCK TABLE runs, tumbling_rows");
      CompletableFuture<HttpResponse<String>> waiting =
          fixture
              .client()
              .sendAsync(fixture.request("api/report?run=old").build(), BodyHandlers.ofString());
      while (!somebodyWaits(statement)) {
        assertThat(waiting).as("the request").isNotDone();
      }

      assertThatCode(fixture.server()::close).doesNotThrowAnyException();
    }
  }

  private static boolean somebodyWaits(Statement statement) throws SQLException {
    try (ResultSet rows =
        statement.executeQuery("SELECT count(*) FROM pg_locks WHERE NOT granted")) {
      rows.next();
      return rows.getLong(1) > 0;
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
