package io.tokenpace.schemas.sql;

import io.tokenpace.schemas.histogram.Histogram;
import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.Latency;
import io.tokenpace.schemas.metrics.Latency.Part;
import io.tokenpace.schemas.metrics.MetricGroup;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A real PostgreSQL with this module's tables and functions, for the tests of one class. */
final class ResultsDatabase implements AutoCloseable {
  private static final String DIRECTORY = "/io/tokenpace/schemas/sql/";

  private final EmbeddedPostgres postgres;
  private final Connection connection;

  private ResultsDatabase(EmbeddedPostgres postgres, Connection connection) {
    this.postgres = postgres;
    this.connection = connection;
  }

  static ResultsDatabase start() throws IOException, SQLException {
    EmbeddedPostgres postgres = EmbeddedPostgres.start();
    ResultsDatabase database =
        new ResultsDatabase(postgres, postgres.getPostgresDatabase().getConnection());
    database.makeTablesAnew();
    return database;
  }

  /** Without rows, and without partitions somebody made. */
  void makeTablesAnew() throws IOException, SQLException {
    execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    for (String script :
        List.of("V1__tables.sql", "R__histogram_functions.sql", "R__retention_functions.sql")) {
      execute(read(script));
    }
  }

  private static String read(String script) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            ResultsDatabase.class.getResourceAsStream(DIRECTORY + script), script)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  Connection connection() {
    return connection;
  }

  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  void writeRun(String run, boolean live) throws SQLException {
    execute(
        "INSERT INTO runs (run, live, run_start, config_hash) VALUES ('%s', %s, 'epoch', 'hash')"
            .formatted(run, live));
  }

  /** Which row of which table; what it does not say is the same for all rows. */
  record Position(
      String table, String run, boolean live, String key, long windowMillis, Instant end) {}

  /** Writes a row that knows nothing but what every row knows, and one latency. */
  void writeRow(Position position, Latency latency, Histogram histogram) throws SQLException {
    List<String> zeros = new ArrayList<>();
    for (Counter counter : Counter.ALL) {
      if (counter.group() == MetricGroup.CORE) {
        zeros.add(counter.columnName());
      }
    }
    for (Latency other : Latency.ALL) {
      if (other.group() == MetricGroup.CORE && other != latency) {
        zeros.add(other.columnName(Part.COUNT));
      }
    }
    List<Part> parts =
        position.table().equals("tumbling_rows")
            ? List.of(Part.values())
            : List.of(Part.COUNT, Part.SUM, Part.MIN, Part.MAX);
    StringBuilder names = new StringBuilder("run, live, key, window_millis, window_end");
    StringBuilder values = new StringBuilder("?, ?, ?, ?, ?");
    for (Part part : parts) {
      names.append(", ").append(latency.columnName(part));
      values.append(", ?");
    }
    zeros.forEach(
        zero -> {
          names.append(", ").append(zero);
          values.append(", 0");
        });
    String insert =
        "INSERT INTO %s (rollup, tumbling, revision, config_hash, complete, %s) VALUES"
            + " ('fleet', true, 0, 'hash', true, %s)";
    try (PreparedStatement statement =
        connection.prepareStatement(insert.formatted(position.table(), names, values))) {
      statement.setString(1, position.run());
      statement.setBoolean(2, position.live());
      statement.setString(3, position.key());
      statement.setLong(4, position.windowMillis());
      statement.setObject(5, position.end().atOffset(ZoneOffset.UTC));
      Object[] stored = storedParts(histogram);
      for (int i = 0; i < parts.size(); i++) {
        statement.setObject(6 + i, stored[i]);
      }
      statement.execute();
    }
  }

  /** The parts of a histogram in their order, as the tables hold them. */
  static Object[] storedParts(Histogram histogram) {
    Object[] parts = new Object[Part.values().length];
    parts[0] = histogram.count();
    if (histogram.count() > 0) {
      int[] index = new int[histogram.cells()];
      long[] counts = new long[histogram.cells()];
      int[] filled = {0};
      histogram.forEachCell(
          (cell, count) -> {
            index[filled[0]] = cell;
            counts[filled[0]++] = count;
          });
      parts[1] = histogram.sum();
      parts[2] = histogram.minMicros();
      parts[3] = histogram.maxMicros();
      parts[4] = index;
      parts[5] = counts;
    }
    return parts;
  }

  /** Every row of a query, its columns as text joined by a bar; null as "null". */
  List<String> lines(String sql, Object... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      List<String> lines = new ArrayList<>();
      try (ResultSet results = statement.executeQuery()) {
        int columns = results.getMetaData().getColumnCount();
        while (results.next()) {
          List<String> line = new ArrayList<>();
          for (int column = 1; column <= columns; column++) {
            line.add(String.valueOf(results.getString(column)));
          }
          lines.add(String.join("|", line));
        }
      }
      return lines;
    }
  }

  @Override
  public void close() throws IOException {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IOException(e);
    } finally {
      postgres.close();
    }
  }
}
