package io.tokenpace.setup;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The commands as a person gives them, on a real PostgreSQL. */
class SetupIT {
  private static EmbeddedPostgres postgres;

  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();

  @BeforeAll
  static void startPostgres() throws IOException {
    postgres = EmbeddedPostgres.start();
  }

  @AfterAll
  static void stopPostgres() throws IOException {
    postgres.close();
  }

  private int run(String command, String... more) {
    out = new StringWriter();
    err = new StringWriter();
    List<String> arguments = new ArrayList<>();
    arguments.add(command);
    arguments.addAll(
        List.of("--jdbc-url", postgres.getJdbcUrl("postgres", "postgres"), "--user", "postgres"));
    arguments.addAll(List.of(more));
    CommandLine commandLine = Setup.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine.execute(arguments.toArray(new String[0]));
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void createsChecksRetainsAndDeletesOnlyWhatItIsAskedTo() throws SQLException {
    assertThat(run("tables", "--check")).isEqualTo(1);
    assertThat(out.toString()).contains("tables version 1 (tables): missing");
    assertThat(run("tables")).isZero();
    assertThat(run("tables", "--check")).isZero();

    execute("SELECT tokenpace_create_live_days('2020-01-01', '2020-01-01')");
    assertThat(run("retain", "--days-ahead", "0")).isZero();
    assertThat(out.toString().lines())
        .hasSize(4)
        .allMatch(line -> line.matches("partition \\w+_rows_live_\\d{8}: created"));
    assertThat(run("retain", "--days-ahead", "0", "--rolling-hours", "48")).isZero();
    assertThat(out.toString().lines())
        .containsExactly("partition rolling_rows_live_20200101: deleted");
    assertThat(run("retain", "--days-ahead", "0", "--live-days", "30")).isZero();
    assertThat(out.toString().lines())
        .containsExactly("partition tumbling_rows_live_20200101: deleted");
    assertThat(run("tables", "--check")).isZero();

    execute(
        "INSERT INTO runs VALUES ('old', false, 'epoch', 'epoch', ''), ('live', true, 'epoch',"
            + " NULL, '')");
    assertThat(run("delete-run", "old")).isZero();
    assertThat(out.toString().lines()).containsExactly("run old (1 rows): deleted");
    assertThat(run("delete-run", "old")).isEqualTo(2);
    assertThat(err.toString().lines())
        .containsExactly("setup: PostgreSQL: run: old (expected: one in the table runs)");
    assertThat(run("delete-run", "live")).isEqualTo(2);
    assertThat(err.toString()).startsWith("setup: PostgreSQL: run: live is live (expected: ");

    execute("ALTER TABLE runs DROP COLUMN config_hash");
    assertThat(run("tables", "--check")).isEqualTo(1);
    assertThat(out.toString())
        .contains("table runs: differs: column config_hash: missing (expected: text NOT NULL)");
  }
}
