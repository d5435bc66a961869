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
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

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
        "INSERT INTO flyway_schema_history SELECT 99, '99', 'newer', type, 'V99__newer.sql', 0,"
            + " installed_by, installed_on, 1, true FROM flyway_schema_history WHERE version ="
            + " '1'");

    assertThat(setup.check())
        .filteredOn(finding -> !finding.good())
        .extracting(Finding::object)
        .containsExactly("tables version 99 (newer)");
  }

  @ParameterizedTest
  @MethodSource
  void saysWhichObjectIsNotAsThisBuildMakesIt(String change, String line) throws SQLException {
    TableSetup setup = new TableSetup(database);
    setup.migrate();
    execute(change);

    List<Finding> findings = setup.check();

    assertThat(lines(findings)).singleElement().asString().startsWith(line);
    assertThat(setup.migrate()).containsExactlyElementsOf(findings);
    assertThat(setup.check()).containsExactlyElementsOf(findings);
    assertThat(number("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'tokenpace%'"))
        .isZero();
  }

  static List<Arguments> saysWhichObjectIsNotAsThisBuildMakesIt() {
    String key = "(live, run, rollup, key, window_millis, window_end)";
    return List.of(
        Arguments.of(
            "ALTER TABLE tumbling_rows DROP COLUMN folded",
            "table tumbling_rows: differs: column folded: missing (expected: bigint NOT NULL)"),
        Arguments.of(
            "ALTER TABLE rolling_rows ALTER COLUMN folded TYPE numeric, ADD COLUMN more integer",
            "table rolling_rows: differs: column folded: numeric NOT NULL (expected: bigint NOT"
                + " NULL), column more: integer (expected: none)"),
        Arguments.of(
            "ALTER TABLE rolling_rows ALTER COLUMN written_at DROP DEFAULT",
            "table rolling_rows: differs: column written_at: timestamp with time zone NOT NULL"
                + " (expected: timestamp with time zone NOT NULL DEFAULT now())"),
        Arguments.of(
            "ALTER TABLE tumbling_rows DROP CONSTRAINT tumbling_rows_pkey",
            "table tumbling_rows: differs: constraint tumbling_rows_pkey: missing (expected: PRIMARY"
                + " KEY %s)".formatted(key)),
        Arguments.of("DROP TABLE runs", "table runs: missing"),
        Arguments.of(
            "DROP TABLE rolling_rows_live_default", "partition rolling_rows_live_default: missing"),
        Arguments.of(
            "DROP TABLE rolling_rows_history; CREATE TABLE rolling_rows_history PARTITION OF"
                + " rolling_rows FOR VALUES IN (false) PARTITION BY LIST (run)",
            "partition rolling_rows_history: differs: partitioned by: LIST (run) (expected: none)"),
        Arguments.of(
            "CREATE TABLE june PARTITION OF tumbling_rows_live FOR VALUES FROM ('2026-06-01Z') TO"
                + " ('2026-07-01Z')",
            "partition june: differs: values: FOR VALUES FROM ('2026-06-01 00:00:00+00') TO"
                + " ('2026-07-01 00:00:00+00') (expected: a UTC day of live rows)"),
        Arguments.of(
            "ALTER TYPE tokenpace_histogram RENAME ATTRIBUTE max_micros TO most",
            "type tokenpace_histogram: differs: attribute max_micros: missing (expected: bigint),"
                + " attribute most: bigint (expected: none)"),
        Arguments.of(
            "CREATE OR REPLACE FUNCTION tokenpace_mean_ms(histogram tokenpace_histogram) RETURNS"
                + " numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT RETURN 0",
            "function tokenpace_mean_ms(histogram tokenpace_histogram): differs: body: md5 "),
        Arguments.of(
            "ALTER FUNCTION tokenpace_quantile_ms VOLATILE",
            "function tokenpace_quantile_ms(histogram tokenpace_histogram, quantile numeric):"
                + " differs: options: plpgsql VOLATILE PARALLEL SAFE STRICT (expected: plpgsql IMMUTABLE"
                + " PARALLEL SAFE STRICT)"),
        Arguments.of(
            "DROP FUNCTION tokenpace_delete_run",
            "function tokenpace_delete_run(run text): missing"),
        Arguments.of(
            "DROP AGGREGATE tokenpace_merge(tokenpace_histogram)",
            "aggregate tokenpace_merge(tokenpace_histogram): missing"),
        Arguments.of(
            "CREATE FUNCTION tokenpace_mean_ms(integer) RETURNS integer LANGUAGE sql RETURN 0",
            "function tokenpace_mean_ms(integer): differs: definition: unknown to this build"
                + " (expected: none)"));
  }

  @Test
  void daysOfLiveRowsAreAsExpected() throws SQLException {
    TableSetup setup = new TableSetup(database);
    setup.migrate();
    execute("SELECT tokenpace_create_live_days('2026-06-20', '2026-06-20')");

    assertThat(setup.check())
        .allMatch(Finding::good)
        .extracting(Finding::object)
        .contains("partition rolling_rows_live_20260620", "table runs");
  }

  @Test
  void functionsOfAnotherBuildDifferAndAreReplaced() throws SQLException {
    TableSetup setup = new TableSetup(database);
    setup.migrate();
    execute(
        "UPDATE flyway_schema_history SET checksum = checksum + 1"
            + " WHERE description = 'histogram functions'");
    execute(
        "CREATE OR REPLACE FUNCTION tokenpace_mean_ms(histogram tokenpace_histogram) RETURNS"
            + " numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT RETURN 0");

    assertThat(lines(setup.check()))
        .contains("functions (histogram functions): differs: state: Outdated (expected: Success)")
        .anyMatch(line -> line.startsWith("function tokenpace_mean_ms("));
    assertThat(setup.migrate())
        .allMatch(Finding::good)
        .filteredOn(finding -> finding.outcome() == Outcome.CREATED)
        .extracting(Finding::object)
        .containsExactly("functions (histogram functions)");
    assertThat(setup.check()).allMatch(Finding::good);
  }

  private static List<String> lines(List<Finding> findings) {
    return findings.stream().filter(finding -> !finding.good()).map(Finding::toLine).toList();
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
