package io.tokenpace.report.rows;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** Reads in one read-only transaction over one snapshot. */
final class Snapshot {
  private Snapshot() {}

  /**
   * What is read of one snapshot.
   *
   * @param <T> what comes of it
   */
  interface Reading<T> {
    T from(Connection connection) throws SQLException;
  }

  /**
   * Reads.
   *
   * @param what what is read, for the complaint
   * @throws ReportException if it cannot be read
   */
  static <T> T read(DataSource database, String what, Reading<T> reading) {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      T read;
      try {
        begin(connection);
        read = reading.from(connection);
      } catch (SQLException | RuntimeException e) {
        endAfter(e, connection);
        throw e;
      }
      end(connection);
      return read;
    } catch (SQLException e) {
      throw new ReportException("%s: could not be read: %s".formatted(what, e.getMessage()), e);
    }
  }

  /** Said in the transaction, these hold for it alone: there is nothing to set back. */
  private static void begin(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
    }
  }

  private static void end(Connection connection) throws SQLException {
    connection.rollback();
    connection.setAutoCommit(true);
  }

  /** What ended the reading tells the reason; that its connection is closed by then does not. */
  private static void endAfter(Exception reason, Connection connection) {
    try {
      end(connection);
    } catch (SQLException e) {
      reason.addSuppressed(e);
    }
  }
}
