package io.tokenpace.report.rows;

import java.sql.Connection;
import java.sql.SQLException;
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
      int usualIsolation = connection.getTransactionIsolation();
      connection.setReadOnly(true);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      connection.setAutoCommit(false);
      T read;
      try {
        read = reading.from(connection);
      } catch (SQLException | RuntimeException e) {
        resetAfter(e, connection, usualIsolation);
        throw e;
      }
      reset(connection, usualIsolation);
      return read;
    } catch (SQLException e) {
      throw new ReportException("%s: could not be read: %s".formatted(what, e.getMessage()), e);
    }
  }

  private static void reset(Connection connection, int usualIsolation) throws SQLException {
    connection.rollback();
    connection.setAutoCommit(true);
    connection.setTransactionIsolation(usualIsolation);
    connection.setReadOnly(false);
  }

  /** What ended the reading tells the reason; that its connection is closed by then does not. */
  private static void resetAfter(Exception reason, Connection connection, int usualIsolation) {
    try {
      reset(connection, usualIsolation);
    } catch (SQLException e) {
      reason.addSuppressed(e);
    }
  }
}
