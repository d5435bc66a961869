package io.tokenpace.standalone;

import io.tokenpace.standalone.database.EmbeddedDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What the tables in a data directory hold after the process that filled them is gone. */
final class SavedRows {
  private static final List<String> TABLES = List.of("runs", "tumbling_rows", "rolling_rows");

  private SavedRows() {}

  /** Every row of every table in every column, {@code written_at} included. */
  static List<String> inAllColumns(Path data, Path binaries) throws SQLException {
    return read(data, binaries, "to_jsonb(t)");
  }

  /** Every row in every column that is promised to come out the same. */
  static List<String> inPromisedColumns(Path data, Path binaries) throws SQLException {
    return read(data, binaries, "to_jsonb(t) - 'revision' - 'written_at'");
  }

  private static List<String> read(Path data, Path binaries, String columns) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (EmbeddedDatabase database = EmbeddedDatabase.start(data.resolve("database"), binaries);
        Connection connection = database.dataSource().getConnection()) {
      for (String table : TABLES) {
        try (PreparedStatement statement =
                connection.prepareStatement(
                    "SELECT '%s ' || (%s)::text FROM %s t ORDER BY 1"
                        .formatted(table, columns, table));
            ResultSet result = statement.executeQuery()) {
          while (result.next()) {
            rows.add(result.getString(1));
          }
        }
      }
    }
    return rows;
  }
}
