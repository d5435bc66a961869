package io.tokenpace.jobs.loader;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A real PostgreSQL with the project's tables, for the tests of one class. */
final class ResultsDatabase implements AutoCloseable {
  private static final String TABLES = "/io/tokenpace/schemas/sql/V1__tables.sql";

  private final EmbeddedPostgres postgres;

  private ResultsDatabase(EmbeddedPostgres postgres) {
    this.postgres = postgres;
  }

  static ResultsDatabase start() throws IOException, SQLException {
    ResultsDatabase database = new ResultsDatabase(EmbeddedPostgres.start());
    try (InputStream tables =
        Objects.requireNonNull(ResultsDatabase.class.getResourceAsStream(TABLES), TABLES)) {
      database.execute(new String(tables.readAllBytes(), StandardCharsets.UTF_8));
    }
    return database;
  }

  PostgresSinks sinks() {
    return new PostgresSinks(postgres.getJdbcUrl("postgres", "postgres"), "postgres", "postgres");
  }

  void execute(String sql) throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  void empty() throws SQLException {
    execute("TRUNCATE runs, tumbling_rows, rolling_rows");
  }

  /** Writes rows one by one, each in a transaction of its own. */
  void write(RowTable table, SampleRow... rows) throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        PreparedStatement statement = connection.prepareStatement(table.upsert())) {
      for (SampleRow row : rows) {
        table.bind(statement, row.result());
        statement.execute();
      }
    }
  }

  void write(RunRow... runs) throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        PreparedStatement statement = connection.prepareStatement(RunTable.UPSERT)) {
      for (RunRow run : runs) {
        RunTable.bind(statement, run);
        statement.execute();
      }
    }
  }

  /** The rows of a query: columns by name, arrays as lists. */
  List<Map<String, @Nullable Object>> query(String sql) throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet results = statement.executeQuery(sql)) {
      List<Map<String, @Nullable Object>> rows = new ArrayList<>();
      ResultSetMetaData columns = results.getMetaData();
      while (results.next()) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
          Object value = results.getObject(i);
          row.put(
              columns.getColumnName(i),
              value instanceof Array array ? List.of((Object[]) array.getArray()) : value);
        }
        rows.add(row);
      }
      return rows;
    }
  }

  /** The single row of a query. */
  Map<String, @Nullable Object> single(String sql) throws SQLException {
    List<Map<String, @Nullable Object>> rows = query(sql);
    if (rows.size() != 1) {
      throw new AssertionError(rows.size() + " rows (expected: 1): " + sql);
    }
    return rows.get(0);
  }

  @Override
  public void close() throws IOException {
    postgres.close();
  }
}
