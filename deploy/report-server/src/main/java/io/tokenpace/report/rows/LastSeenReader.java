package io.tokenpace.report.rows;

import io.tokenpace.report.Run;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;

/**
 * Reads when keys were last heard of: the end of their newest shortest tumbling window that
 * received a report. A key that falls silent still gets a row of zeroes, which is not to hear of
 * it.
 *
 * <p>Thread-safe if the data source is.
 */
public final class LastSeenReader {
  private static final String NEWEST =
      """
      SELECT asked.key, newest.window_end
      FROM unnest(?::text[]) AS asked(key)
      CROSS JOIN LATERAL (
        SELECT window_end FROM tumbling_rows
        WHERE live = ? AND run = ? AND rollup = ? AND key = asked.key AND window_millis = ?
          AND tumbling AND reports_received > 0 AND window_end <= ?
        ORDER BY window_end DESC LIMIT 1) AS newest""";

  private final DataSource database;

  /** A reader of a database. */
  public LastSeenReader(DataSource database) {
    this.database = database;
  }

  /**
   * The ends by key, none of them after {@code until}; keys that were not heard of are missing.
   *
   * @throws ReportException if they cannot be read
   */
  public Map<String, Instant> read(Run run, String rollup, Collection<String> keys, Instant until) {
    return run.windowMillis().isEmpty()
        ? Map.of()
        : Snapshot.read(
            database,
            "run " + run.name(),
            connection -> read(connection, run, rollup, keys, until));
  }

  private static Map<String, Instant> read(
      Connection connection, Run run, String rollup, Collection<String> keys, Instant until)
      throws SQLException {
    Map<String, Instant> ends = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(NEWEST)) {
      statement.setArray(1, connection.createArrayOf("text", keys.toArray()));
      statement.setBoolean(2, run.live());
      statement.setString(3, run.name());
      statement.setString(4, rollup);
      statement.setLong(5, run.windowMillis().get(0));
      statement.setObject(6, until.atOffset(ZoneOffset.UTC));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          ends.put(rows.getString(1), rows.getObject(2, OffsetDateTime.class).toInstant());
        }
      }
    }
    return ends;
  }
}
