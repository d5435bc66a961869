package io.tokenpace.standalone.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.standalone.Leftovers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class EmbeddedDatabaseIT {
  @TempDir Path directory;

  @Test
  void keepsWhatWasWrittenOverARestartAndLeavesNothingRunning() throws Exception {
    Leftovers leftovers = new Leftovers();
    try (EmbeddedDatabase database = start();
        Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE letters (letter text)");
      statement.execute("INSERT INTO letters VALUES ('a'), ('B')");
    }
    ProcessHandle process;
    try (EmbeddedDatabase database = start()) {
      process = database.process();
      // In the order of their bytes, capitals come first.
      assertThat(query(database, "SELECT string_agg(letter, '' ORDER BY letter) FROM letters"))
          .isEqualTo("Ba");
      assertThat(query(database, "SHOW server_encoding")).isEqualTo("UTF8");
      assertThat(query(database, "SHOW server_version")).startsWith("18.");
      assertThat(query(database, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
    }
    assertThat(process.isAlive()).isFalse();
    assertThat(leftovers.await(Duration.ofSeconds(10))).isEmpty();
  }

  private EmbeddedDatabase start() {
    return EmbeddedDatabase.start(directory.resolve("data"), directory.resolve("binaries"));
  }

  private static String query(EmbeddedDatabase database, String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
