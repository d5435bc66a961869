package io.tokenpace.standalone.rows;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import javax.sql.DataSource;

/**
 * Waits until the tables hold every row of a run that the topic holds: the report is made from the
 * tables, and must not be made from half of them.
 *
 * <p>NOT thread-safe.
 */
public final class RowCheck {
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final DataSource database;
  private final String run;
  private final boolean live;
  private final LongSupplier nanoClock;

  /**
   * A check of one run.
   *
   * @param database where the tables are
   * @param run the run's name
   * @param live whether it is live
   * @param nanoClock a monotonic clock's reading in nanoseconds
   */
  public RowCheck(DataSource database, String run, boolean live, LongSupplier nanoClock) {
    this.database = database;
    this.run = run;
    this.live = live;
    this.nanoClock = nanoClock;
  }

  /**
   * Waits.
   *
   * @param expected what the topic holds
   * @param limit how long to wait at most
   * @throws IllegalStateException if the tables hold something else after that, saying what
   */
  public void await(RowCounts expected, Duration limit) throws SQLException {
    long startNanos = nanoClock.getAsLong();
    RowCounts found = count();
    while (!found.equals(expected)) {
      if (nanoClock.getAsLong() - startNanos >= limit.toNanos()) {
        throw new IllegalStateException(
            "database: %s of run %s (expected: %s, as in the topic)"
                .formatted(found, run, expected));
      }
      LockSupport.parkNanos(PAUSE.toNanos());
      found = count();
    }
  }

  private RowCounts count() throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement statement =
            connection.prepareStatement(
                """
                SELECT
                  (SELECT count(*) FROM rolling_rows WHERE live = ? AND run = ?),
                  (SELECT count(*) FROM tumbling_rows WHERE live = ? AND run = ?)
                """)) {
      statement.setBoolean(1, live);
      statement.setString(2, run);
      statement.setBoolean(3, live);
      statement.setString(4, run);
      try (ResultSet counts = statement.executeQuery()) {
        counts.next();
        return new RowCounts(counts.getLong(1), counts.getLong(2));
      }
    }
  }
}
