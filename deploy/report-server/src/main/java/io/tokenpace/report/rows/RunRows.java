package io.tokenpace.report.rows;

import io.tokenpace.report.Range;
import io.tokenpace.report.Run;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The statements that say what there is: runs, their roll-ups, keys and window lengths. None of
 * them reads rows to count them: each hops from one entry of the primary key's index to the next
 * that differs.
 *
 * <p>Confined to the thread and the transaction of its connection.
 */
final class RunRows {
  private static final String FLEET_KEY = "{}";

  /**
   * Hops over one column of the index; %1$s its name, %2$s what is equal before it, %3$s the table.
   */
  private static final String HOP =
      """
      WITH RECURSIVE hop(found) AS (
        (SELECT %1$s FROM %3$s WHERE live = ? AND run = ?%2$s
          AND window_end >= ? AND window_end < ?
          ORDER BY live, run, rollup, key, window_millis, window_end LIMIT 1)
        UNION ALL
        SELECT following.found FROM hop CROSS JOIN LATERAL (
          SELECT %1$s AS found FROM %3$s WHERE live = ? AND run = ?%2$s
            AND window_end >= ? AND window_end < ? AND %1$s > hop.found
          ORDER BY live, run, rollup, key, window_millis, window_end LIMIT 1) AS following)
      SELECT found FROM hop""";

  /** The table whose rows may be merged. */
  static final String TUMBLING = "tumbling_rows";

  /** The table of every window. */
  static final String ROLLING = "rolling_rows";

  private static final Range ALWAYS =
      new Range(Instant.parse("0001-01-01T00:00:00Z"), Instant.parse("9999-01-01T00:00:00Z"));

  private final Connection connection;
  private final String table;

  /** Statements about tumbling rows. */
  RunRows(Connection connection) {
    this(connection, TUMBLING);
  }

  /** Statements about one of the tables. */
  RunRows(Connection connection, String table) {
    this.connection = connection;
    this.table = table;
  }

  /**
   * A run.
   *
   * @throws NoSuchElementException if there is no such run
   */
  Run run(String name) throws SQLException {
    List<Run> found = runs(" WHERE run = ?", name);
    if (found.isEmpty()) {
      throw new NoSuchElementException("run: %s (expected: one in the table runs)".formatted(name));
    }
    return found.get(0);
  }

  /** Every run, the one that started last first. */
  List<Run> runs() throws SQLException {
    return runs("", null);
  }

  private List<Run> runs(String where, @Nullable String name) throws SQLException {
    List<Run> bare = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT run, live, run_start, run_end, config_hash FROM runs"
                + where
                + " ORDER BY run_start DESC, run")) {
      if (name != null) {
        statement.setString(1, name);
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          @Nullable OffsetDateTime end = rows.getObject(4, OffsetDateTime.class);
          bare.add(
              new Run(
                  rows.getString(1),
                  rows.getBoolean(2),
                  rows.getObject(3, OffsetDateTime.class).toInstant(),
                  end == null ? null : end.toInstant(),
                  rows.getString(5),
                  null,
                  List.of()));
        }
      }
    }
    List<Run> runs = new ArrayList<>();
    for (Run run : bare) {
      runs.add(withRows(run));
    }
    return runs;
  }

  /**
   * Adds what its rows say. Every roll-up is told of everything, so one of them suffices: the fleet
   * if there is one, as it has a single key.
   */
  private Run withRows(Run run) throws SQLException {
    Map<Long, Instant> newest = new TreeMap<>();
    List<String> rollups = rollups(run);
    for (String rollup : rollups) {
      List<String> keys = keys(run, rollup, null);
      if (keys.equals(List.of(FLEET_KEY)) || rollup.equals(rollups.get(rollups.size() - 1))) {
        for (String key : keys) {
          for (long length : windowMillis(run, rollup, key)) {
            newest.merge(
                length,
                newestEnd(run, rollup, key, length),
                (one, other) -> one.isAfter(other) ? one : other);
          }
        }
        break;
      }
    }
    // The longer windows of a run that is over reach beyond its end.
    return new Run(
        run.name(),
        run.live(),
        run.start(),
        run.end(),
        run.configHash(),
        newest.isEmpty() ? null : newest.values().iterator().next(),
        List.copyOf(newest.keySet()));
  }

  /** The names of a run's roll-ups, in the database's order. */
  List<String> rollups(Run run) throws SQLException {
    return hop(run, null, "rollup", "");
  }

  /**
   * The keys of a roll-up, in the database's order.
   *
   * @param range of a live run, whose rows lie apart by day: only keys with rows on days of the
   *     range; null for all
   */
  List<String> keys(Run run, String rollup, @Nullable Range range) throws SQLException {
    return hop(run, range, "key", " AND rollup = ?", rollup);
  }

  private List<Long> windowMillis(Run run, String rollup, String key) throws SQLException {
    return hop(run, null, "window_millis", " AND rollup = ? AND key = ?", rollup, key).stream()
        .map(Long::valueOf)
        .toList();
  }

  private List<String> hop(
      Run run, @Nullable Range range, String column, String equal, String... values)
      throws SQLException {
    Range days = run.live() && range != null ? wholeDays(range) : ALWAYS;
    List<String> found = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(HOP.formatted(column, equal, table))) {
      int parameter = 1;
      for (int part = 0; part < 2; part++) {
        statement.setBoolean(parameter++, run.live());
        statement.setString(parameter++, run.name());
        for (String value : values) {
          statement.setString(parameter++, value);
        }
        statement.setObject(parameter++, days.from().atOffset(ZoneOffset.UTC));
        statement.setObject(parameter++, days.to().atOffset(ZoneOffset.UTC));
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(rows.getString(1));
        }
      }
    }
    return found;
  }

  /** The days whose partitions hold windows of a range: a window's day is that of its end. */
  private static Range wholeDays(Range range) {
    return new Range(
        range.from().truncatedTo(ChronoUnit.DAYS),
        range.to().truncatedTo(ChronoUnit.DAYS).plus(Duration.ofDays(1)));
  }

  private Instant newestEnd(Run run, String rollup, String key, long windowMillis)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT window_end FROM "
                + table
                + " WHERE live = ? AND run = ? AND rollup = ? AND key = ? AND window_millis = ? ORDER BY window_end DESC LIMIT 1")) {
      statement.setBoolean(1, run.live());
      statement.setString(2, run.name());
      statement.setString(3, rollup);
      statement.setString(4, key);
      statement.setLong(5, windowMillis);
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return rows.getObject(1, OffsetDateTime.class).toInstant();
      }
    }
  }
}
