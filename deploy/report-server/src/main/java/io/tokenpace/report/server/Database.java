package io.tokenpace.report.server;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * The database as this server reads it: few connections, none of which can write, no statement
 * without an end, and a quick answer when there is none. Thread-safe.
 */
final class Database implements AutoCloseable {
  private static final int CONNECTIONS = 8;
  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(2);
  private static final Duration STATEMENT_WITHIN = Duration.ofSeconds(20);

  /** A server that still runs has ended the statement by then. */
  private static final Duration SOCKET_SILENT_AT_MOST = STATEMENT_WITHIN.plusSeconds(5);

  /** What a role may do to our tables, besides reading them; nothing, for a reader. */
  private static final String WRITABLE =
      """
      SELECT c.relname
      FROM pg_class AS c
      WHERE c.relname IN ('runs', 'tumbling_rows', 'rolling_rows')
        AND pg_table_is_visible(c.oid)
        AND has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
      ORDER BY c.relname
      """;

  /** What of our tables is not there, or closed to the role. */
  private static final String UNREADABLE =
      """
      SELECT name FROM unnest(ARRAY['runs', 'tumbling_rows', 'rolling_rows']) AS name
      WHERE NOT coalesce(has_table_privilege(to_regclass(name), 'SELECT'), false)
      ORDER BY name
      """;

  private final HikariDataSource pool;

  private Database(HikariDataSource pool) {
    this.pool = pool;
  }

  /** A database whose connections are made when they are needed; it need not answer yet. */
  static Database of(ServerConfig config) {
    HikariConfig hikari = new HikariConfig();
    hikari.setPoolName("report-server");
    hikari.setJdbcUrl(config.databaseUrl());
    hikari.setUsername(config.databaseUser());
    hikari.setPassword(config.databasePassword());
    hikari.setMaximumPoolSize(CONNECTIONS);
    hikari.setMinimumIdle(1);
    hikari.setConnectionTimeout(CONNECT_WITHIN.toMillis());
    hikari.setValidationTimeout(CONNECT_WITHIN.toMillis() / 2);
    hikari.setInitializationFailTimeout(-1);
    hikari.setReadOnly(true);
    hikari.addDataSourceProperty("ApplicationName", "tokenpace report-server");
    hikari.addDataSourceProperty("connectTimeout", seconds(CONNECT_WITHIN));
    hikari.addDataSourceProperty("loginTimeout", seconds(CONNECT_WITHIN));
    hikari.addDataSourceProperty("socketTimeout", seconds(SOCKET_SILENT_AT_MOST));
    // Statements come back in binary from the first time on: arrays of histograms are half as long.
    hikari.addDataSourceProperty("prepareThreshold", "-1");
    hikari.addDataSourceProperty(
        "options",
        "-c default_transaction_read_only=on -c statement_timeout=%d -c timezone=UTC"
            .formatted(STATEMENT_WITHIN.toMillis()));
    return new Database(new Pool(hikari));
  }

  /** As a text: the driver takes no notice of properties that are none. */
  private static String seconds(Duration duration) {
    return Long.toString(duration.toSeconds());
  }

  DataSource dataSource() {
    return pool;
  }

  /** Whether it answers. */
  boolean answers() {
    try (Connection connection = pool.getConnection()) {
      return connection.isValid(Math.toIntExact(CONNECT_WITHIN.toSeconds()));
    } catch (SQLException e) {
      return false;
    }
  }

  /**
   * The tables of ours that this server's role could write to.
   *
   * @throws SQLException if the database does not answer
   */
  List<String> writableTables() throws SQLException {
    return names(WRITABLE);
  }

  /**
   * The tables of ours that are not there, or that this server's role could not read.
   *
   * @throws SQLException if the database does not answer
   */
  List<String> unreadableTables() throws SQLException {
    return names(UNREADABLE);
  }

  private List<String> names(String query) throws SQLException {
    List<String> names = new ArrayList<>();
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }

  int activeConnections() {
    HikariPoolMXBean state = pool.getHikariPoolMXBean();
    return state == null ? 0 : state.getActiveConnections();
  }

  int idleConnections() {
    HikariPoolMXBean state = pool.getHikariPoolMXBean();
    return state == null ? 0 : state.getIdleConnections();
  }

  int waitingForConnection() {
    HikariPoolMXBean state = pool.getHikariPoolMXBean();
    return state == null ? 0 : state.getThreadsAwaitingConnection();
  }

  @Override
  public void close() {
    pool.close();
  }
}
