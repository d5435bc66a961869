package io.tokenpace.setup.table;

import io.tokenpace.setup.finding.Finding;
import io.tokenpace.setup.finding.SetupException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * Makes the days of live rows ahead of time, drops those that are no longer wanted, and deletes
 * runs over history. Each call is one transaction; nothing is dropped that a call does not name.
 *
 * <p>Thread-safe if the data source is.
 */
public final class Retention {
  /** What else reads or writes the rows waits behind a drop that waits, so it gives up soon. */
  private static final Duration LOCK_WITHIN = Duration.ofSeconds(10);

  private final DataSource database;
  private final Clock clock;

  /**
   * A keeper of the tables in the schema that connections look into first.
   *
   * @param clock what now is
   */
  public Retention(DataSource database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Makes the days from yesterday on, UTC, that are not there. Rows of theirs that came before are
   * moved there.
   *
   * @param daysAhead how many days after today
   * @return one finding per partition made: CREATED
   * @throws SetupException if the database does not answer or refuses
   */
  public List<Finding> createDays(int daysAhead) {
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    return call(
            "SELECT tokenpace_create_live_days(?, ?)",
            today.minusDays(1),
            today.plusDays(daysAhead))
        .stream()
        .map(partition -> Finding.created("partition " + partition))
        .toList();
  }

  /**
   * Drops days of live rows with histograms that ended that many days ago.
   *
   * @return one finding per partition dropped: DELETED
   * @throws SetupException if the database does not answer or refuses
   */
  public List<Finding> dropTumblingRows(Duration olderThan) {
    return drop("tumbling_rows", olderThan);
  }

  /**
   * Drops days of live rolling rows that ended that long ago; so a row stays up to a day longer.
   *
   * @return one finding per partition dropped: DELETED
   * @throws SetupException if the database does not answer or refuses
   */
  public List<Finding> dropRollingRows(Duration olderThan) {
    return drop("rolling_rows", olderThan);
  }

  private List<Finding> drop(String table, Duration olderThan) {
    return call(
            "SELECT tokenpace_drop_live_rows(?, ?)",
            table,
            clock.instant().minus(olderThan).atOffset(ZoneOffset.UTC))
        .stream()
        .map(partition -> Finding.deleted("partition " + partition))
        .toList();
  }

  /**
   * Deletes a run over history from every table.
   *
   * @throws SetupException if there is no such run or it is live, or the database does not answer
   */
  public Finding deleteRun(String run) {
    List<String> rows = call("SELECT tokenpace_delete_run(?)", run);
    return Finding.deleted("run %s (%s rows)".formatted(run, rows.get(0)));
  }

  private List<String> call(String function, Object... arguments) {
    try (Connection connection = database.getConnection();
        Statement limit = connection.createStatement();
        PreparedStatement statement = connection.prepareStatement(function)) {
      limit.execute("SET lock_timeout = " + LOCK_WITHIN.toMillis());
      for (int i = 0; i < arguments.length; i++) {
        statement.setObject(i + 1, arguments[i]);
      }
      List<String> results = new ArrayList<>();
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          results.add(result.getString(1));
        }
      }
      return results;
    } catch (SQLException e) {
      throw Refusals.of(e);
    }
  }
}
