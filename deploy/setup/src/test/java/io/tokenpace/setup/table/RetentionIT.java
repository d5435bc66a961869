package io.tokenpace.setup.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokenpace.setup.finding.Finding;
import io.tokenpace.setup.finding.SetupException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RetentionIT {
  /** Already the next day where the clock hangs. */
  private static final Instant EVENING = Instant.parse("2026-06-20T23:30:00Z");

  private EmbeddedPostgres postgres;
  private DataSource database;

  @BeforeEach
  void startPostgres() throws IOException {
    postgres = EmbeddedPostgres.start();
    database = postgres.getPostgresDatabase();
    new TableSetup(database).migrate();
  }

  @AfterEach
  void stopPostgres() throws IOException {
    postgres.close();
  }

  private Retention at(Instant now) {
    return new Retention(database, Clock.fixed(now, ZoneId.of("Asia/Tokyo")));
  }

  @Test
  void daysAreKeptForAsLongAsSaid() {
    assertThat(lines(at(EVENING).createDays(1)))
        .containsExactly(
            "partition tumbling_rows_live_20260619: created",
            "partition tumbling_rows_live_20260620: created",
            "partition tumbling_rows_live_20260621: created",
            "partition rolling_rows_live_20260619: created",
            "partition rolling_rows_live_20260620: created",
            "partition rolling_rows_live_20260621: created");

    Instant twoDaysAfterThe19th = Instant.parse("2026-06-22T00:00:00Z");
    Retention before = at(twoDaysAfterThe19th.minusNanos(1_000));
    assertThat(before.dropTumblingRows(Duration.ofDays(2))).isEmpty();
    assertThat(before.dropRollingRows(Duration.ofDays(2))).isEmpty();
    Retention after = at(twoDaysAfterThe19th);
    assertThat(lines(after.dropTumblingRows(Duration.ofDays(2))))
        .containsExactly("partition tumbling_rows_live_20260619: deleted");
    assertThat(lines(after.dropRollingRows(Duration.ofDays(2))))
        .containsExactly("partition rolling_rows_live_20260619: deleted");
  }

  @Test
  void saysInOneLineWhatTheDatabaseRefuses() throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("DROP FUNCTION tokenpace_create_live_days");
    }

    assertThatThrownBy(() -> at(EVENING).createDays(1))
        .isInstanceOf(SetupException.class)
        .hasMessageStartingWith("PostgreSQL: function tokenpace_create_live_days(")
        .message()
        .hasLineCount(1);
  }

  private static List<String> lines(List<Finding> findings) {
    return findings.stream().map(Finding::toLine).toList();
  }
}
