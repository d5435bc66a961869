package io.tokenpace.schemas.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.schemas.testing.DictionaryTable;
import io.tokenpace.schemas.testing.DictionaryTable.Kind;
import io.tokenpace.schemas.testing.DictionaryTable.Row;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds the tables, as a real PostgreSQL understands them, against the dictionary's table. */
class DictionaryTablesIT {
  private static final DictionaryTable TABLE = DictionaryTable.read();

  private static final Map<String, String> IDENTITY =
      Map.ofEntries(
          Map.entry("run", "text NOT NULL"),
          Map.entry("live", "boolean NOT NULL"),
          Map.entry("rollup", "text NOT NULL"),
          Map.entry("key", "text NOT NULL"),
          Map.entry("window_millis", "bigint NOT NULL"),
          Map.entry("window_end", "timestamp with time zone NOT NULL"),
          Map.entry("tumbling", "boolean NOT NULL"),
          Map.entry("revision", "integer NOT NULL"),
          Map.entry("config_hash", "text NOT NULL"),
          Map.entry("complete", "boolean NOT NULL"),
          // When a row was written is the table's own; the wire does not know it.
          Map.entry("written_at", "timestamp with time zone NOT NULL"));

  private static EmbeddedPostgres postgres;
  private static Connection connection;

  @BeforeAll
  static void createTables() throws IOException, SQLException {
    postgres = EmbeddedPostgres.start();
    connection = postgres.getPostgresDatabase().getConnection();
    try (InputStream in =
            DictionaryTablesIT.class.getResourceAsStream(
                "/io/tokenpace/schemas/sql/V1__tables.sql");
        Statement statement = connection.createStatement()) {
      assertThat(in).isNotNull();
      statement.execute(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @AfterAll
  static void stop() throws IOException, SQLException {
    connection.close();
    postgres.close();
  }

  @Test
  void tumblingRowsHaveEveryStoredPartAndNoOther() throws SQLException {
    Map<String, String> expected = countersAndIdentity();
    for (Row row : TABLE.rows(Kind.LATENCY)) {
      putNumbers(expected, row);
      expected.put(row.name() + "_index", "integer[]");
      expected.put(row.name() + "_counts", "bigint[]");
    }
    assertThat(columns("tumbling_rows")).isEqualTo(expected);
  }

  @Test
  void rollingRowsHavePercentilesInPlaceOfHistograms() throws SQLException {
    Map<String, String> expected = countersAndIdentity();
    for (Row row : TABLE.rows(Kind.LATENCY)) {
      putNumbers(expected, row);
      for (String percentile : List.of("p50", "p90", "p95", "p99", "p999")) {
        expected.put("%s_%s_micros".formatted(row.name(), percentile), "bigint");
      }
    }
    assertThat(columns("rolling_rows")).isEqualTo(expected);
  }

  @Test
  void runsHaveTheRestOfTheIdentity() throws SQLException {
    assertThat(columns("runs"))
        .isEqualTo(
            new TreeMap<>(
                Map.of(
                    "run", "text NOT NULL",
                    "live", "boolean NOT NULL",
                    "run_start", "timestamp with time zone NOT NULL",
                    "run_end", "timestamp with time zone",
                    "config_hash", "text NOT NULL",
                    "written_at", "timestamp with time zone NOT NULL")));
    // Between them, runs and rows hold every identity of the dictionary.
    Map<String, String> all = columns("runs");
    all.putAll(columns("tumbling_rows"));
    assertThat(all.keySet()).containsAll(TABLE.names(Kind.IDENTITY));
  }

  @Test
  void aRowIsKeyedByItsRunRollupKeyAndWindow() throws SQLException {
    for (String table : List.of("tumbling_rows", "rolling_rows")) {
      try (Statement statement = connection.createStatement();
          ResultSet result =
              statement.executeQuery(
                  "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'p'"
                      + " AND conrelid = '%s'::regclass".formatted(table))) {
        assertThat(result.next()).isTrue();
        assertThat(result.getString(1))
            .isEqualTo("PRIMARY KEY (live, run, rollup, key, window_millis, window_end)");
      }
    }
  }

  @Test
  void liveAndHistoryRowsLieInPartitionsOfTheirOwn() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT relid::regclass::text FROM pg_partition_tree('tumbling_rows')"
                    + " UNION ALL SELECT relid::regclass::text FROM"
                    + " pg_partition_tree('rolling_rows') ORDER BY 1")) {
      List<String> partitions = new ArrayList<>();
      while (result.next()) {
        partitions.add(result.getString(1));
      }
      assertThat(partitions)
          .containsExactly(
              "rolling_rows",
              "rolling_rows_history",
              "rolling_rows_live",
              "rolling_rows_live_default",
              "tumbling_rows",
              "tumbling_rows_history",
              "tumbling_rows_live",
              "tumbling_rows_live_default");
    }
  }

  private static Map<String, String> countersAndIdentity() {
    Map<String, String> expected = new TreeMap<>(IDENTITY);
    for (Row row : TABLE.rows(Kind.COUNTER)) {
      MetricGroup group = Counter.valueOf(upper(row.name())).group();
      expected.put(row.name(), "bigint" + notNull(group));
    }
    return expected;
  }

  private static void putNumbers(Map<String, String> expected, Row row) {
    MetricGroup group = Latency.valueOf(upper(row.name())).group();
    expected.put(row.parts().get(0), "bigint" + notNull(group));
    for (String part : row.parts().subList(1, 4)) {
      expected.put(part, "bigint");
    }
  }

  private static String notNull(MetricGroup group) {
    return group == MetricGroup.CORE ? " NOT NULL" : "";
  }

  private static String upper(String name) {
    return name.toUpperCase(Locale.ROOT);
  }

  private static Map<String, String> columns(String table) throws SQLException {
    Map<String, String> columns = new TreeMap<>();
    String query =
        "SELECT column_name, data_type, udt_name, is_nullable FROM information_schema.columns"
            + " WHERE table_schema = 'public' AND table_name = ?";
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, table);
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          String type =
              switch (result.getString(3)) {
                case "_int4" -> "integer[]";
                case "_int8" -> "bigint[]";
                default -> result.getString(2);
              };
          String nullable = result.getString(4).equals("NO") ? " NOT NULL" : "";
          columns.put(result.getString(1), type + nullable);
        }
      }
    }
    return columns;
  }
}
