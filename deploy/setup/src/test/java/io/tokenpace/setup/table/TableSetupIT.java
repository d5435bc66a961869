package io.tokenpace.setup.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.Latency;
import io.tokenpace.schemas.metrics.Latency.Part;
import io.tokenpace.schemas.metrics.MetricGroup;
import io.tokenpace.setup.finding.Finding;
import io.tokenpace.setup.finding.Finding.Outcome;
import io.tokenpace.setup.finding.SetupException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TableSetupIT {
  private EmbeddedPostgres postgres;
  private DataSource database;

  @BeforeAll
  void startPostgres() throws IOException {
    postgres = EmbeddedPostgres.start();
    database = postgres.getPostgresDatabase();
  }

  @AfterAll
  void stopPostgres() throws IOException {
    postgres.close();
  }

  @BeforeEach
  void emptyTheDatabase() throws SQLException {
    execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
  }

  @Test
  void createsTheTablesOnceAndFindsThemAsExpectedAfterwards() {
    TableSetup setup = new TableSetup(database);

    assertThat(setup.migrate()).extracting(Finding::outcome).containsOnly(Outcome.CREATED);
    assertThat(setup.migrate()).extracting(Finding::outcome).containsOnly(Outcome.AS_EXPECTED);
    assertThat(setup.check()).extracting(Finding::outcome).containsOnly(Outcome.AS_EXPECTED);
  }

  @Test
  void aCheckCreatesNothing() throws SQLException {
    assertThat(new TableSetup(database).check())
        .extracting(Finding::outcome)
        .containsOnly(Outcome.MISSING);
    assertThat(number("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")).isZero();
  }

  @Test
  void tablesMadeInAnotherWordingDifferAndAreLeftAlone() throws SQLException {
    TableSetup setup = new TableSetup(database);
    setup.migrate();
    execute("UPDATE flyway_schema_history SET checksum = checksum + 1 WHERE version = '1'");

    assertThat(setup.check().get(0).toLine())
        .startsWith("tables version 1 (tables): differs: migration: ")
        .contains("checksum");
    assertThat(setup.migrate().get(0).outcome()).isEqualTo(Outcome.DIFFERS);
  }

  @Test
  void tablesOfANewerBuildDiffer() throws SQLException {
    TableSetup setup = new TableSetup(database);
    setup.migrate();
    execute(
        "INSERT INTO flyway_schema_history SELECT 2, '99', 'newer', type, 'V99__newer.sql', 0,"
            + " installed_by, installed_on, 1, true FROM flyway_schema_history WHERE version ="
            + " '1'");

    assertThat(setup.check())
        .filteredOn(finding -> !finding.good())
        .extracting(Finding::object)
        .containsExactly("tables version 99 (newer)");
  }

  @Test
  void saysInOneLineThatThereIsNoDatabase() {
    TableSetup setup = new TableSetup("jdbc:postgresql://localhost:1/none", "nobody", null);

    assertThatThrownBy(setup::check)
        .isInstanceOf(SetupException.class)
        .hasMessageStartingWith("PostgreSQL: ")
        .message()
        .hasLineCount(1);
  }

  @Test
  void liveAndHistoryRowsGoIntoPartitionsOfTheirOwn() throws SQLException {
    new TableSetup(database).migrate();

    for (String table : new String[] {"tumbling_rows", "rolling_rows"}) {
      execute(insert(table, true));
      execute(insert(table, false));

      assertThat(number("SELECT count(*) FROM " + table)).isEqualTo(2);
      assertThat(number("SELECT count(*) FROM " + table + "_live_default")).isEqualTo(1);
      assertThat(number("SELECT count(*) FROM " + table + "_history")).isEqualTo(1);
    }
  }

  /** A row that is known in nothing but what every row has. */
  private static String insert(String table, boolean live) {
    String columns =
        Stream.concat(
                Counter.ALL.stream()
                    .filter(counter -> counter.group() == MetricGroup.CORE)
                    .map(Counter::columnName),
                Latency.ALL.stream()
                    .filter(latency -> latency.group() == MetricGroup.CORE)
                    .map(latency -> latency.columnName(Part.COUNT)))
            .collect(Collectors.joining(", "));
    return "INSERT INTO %s (run, live, rollup, key, window_millis, window_end, tumbling, revision, "
            .formatted(table)
        + "config_hash, complete, %s) VALUES ('r', %s, 'fleet', '{}', 60000, "
            .formatted(columns, live)
        + "'2026-01-01T00:01:00Z', true, 0, 'hash', true, %s)"
            .formatted(columns.replaceAll("[a-z0-9_]+", "0"));
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private long number(String sql) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
