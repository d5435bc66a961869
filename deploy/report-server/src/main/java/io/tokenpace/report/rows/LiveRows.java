package io.tokenpace.report.rows;

import io.tokenpace.report.KeyWindows;
import io.tokenpace.report.Percentiles;
import io.tokenpace.report.Range;
import io.tokenpace.report.Run;
import io.tokenpace.report.Window;
import io.tokenpace.report.Windows;
import io.tokenpace.schemas.metrics.Latency;
import io.tokenpace.schemas.metrics.MetricSet;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Reads what was written lately: rows of the shortest rolling window, which end every few seconds.
 *
 * <p>What is new is told by transactions and not by {@code written_at}: that is when a transaction
 * began, so a row can become visible long after one with a later time was read. A position is the
 * database's own account of which transactions a snapshot saw; a row is new if the one that wrote
 * it is not among those. So nothing is lost however late it commits, and nothing comes twice.
 *
 * <p>Windows are followed for {@link #FOLLOWED} after their end, as there are many. What is written
 * later still is in the tumbling rows.
 *
 * <p>Thread-safe if the data source is.
 */
public final class LiveRows {
  /** So long before the newest window's end a window's own end may be. */
  public static final Duration FOLLOWED = Duration.ofMinutes(5);

  private static final String POSITION = "SELECT pg_current_snapshot()::text";

  /** Row headers hold the low half of a transaction's number, which is below the snapshot's end. */
  private static final String NEW_ROWS =
      """
      WITH now(snapshot, low, high) AS (
        SELECT ?::pg_snapshot,
          pg_snapshot_xmax(pg_current_snapshot())::text::numeric %% 4294967296,
          div(pg_snapshot_xmax(pg_current_snapshot())::text::numeric, 4294967296))
      SELECT found.* FROM now CROSS JOIN unnest(?::text[]) AS asked(key)
      CROSS JOIN LATERAL (
        SELECT key, window_end, complete, %s FROM rolling_rows
        WHERE live = ? AND run = ? AND rollup = ? AND key = asked.key AND window_millis = ?
          AND window_end > ? AND window_end <= ?
          AND (now.snapshot IS NULL OR NOT pg_visible_in_snapshot(
            (xmin::text::numeric + 4294967296 *
              (now.high - CASE WHEN xmin::text::numeric < now.low THEN 0 ELSE 1 END)
            )::text::xid8, now.snapshot))) AS found
      ORDER BY found.key, found.window_end""";

  private final DataSource database;

  /** A reader of a database. */
  public LiveRows(DataSource database) {
    this.database = database;
  }

  /**
   * The windows written since a moment.
   *
   * @param position what an earlier answer gave; null: the newest window of each key
   * @throws IllegalArgumentException if the position is none
   * @throws NoSuchElementException if there is no such run
   * @throws ReportException if the rows cannot be read
   */
  public NewWindows since(
      String run,
      String rollup,
      Map<String, List<String>> labels,
      Set<Latency> latencies,
      @Nullable String position) {
    if (position != null && !position.matches("\\d{1,19}:\\d{1,19}:[\\d,]{0,10000}")) {
      throw new IllegalArgumentException(
          "position: %s (expected: what an earlier answer gave)".formatted(position));
    }
    RowQuery query = new RowQuery(run, null, null, rollup, labels, latencies);
    return Snapshot.read(database, "run " + run, connection -> since(connection, query, position));
  }

  private static NewWindows since(Connection connection, RowQuery query, @Nullable String position)
      throws SQLException {
    RunRows rows = new RunRows(connection, RunRows.ROLLING);
    Run run = rows.run(query.run());
    String now = position(connection);
    Instant newest = run.resultsUntil();
    if (newest == null) {
      Range nothing = new Range(run.start(), run.start());
      return new NewWindows(windows(run, query, nothing, 0, List.of()), now);
    }
    long step = run.windowMillis().get(0);
    // A snapshot that ends after this one is of another database: begin anew.
    boolean known = position != null && end(position) <= end(now);
    Range ends =
        new Range(newest.minus(known ? FOLLOWED : Duration.ofMillis(1)), newest.plusMillis(step));
    List<String> keys = rows.keys(run, query.rollup(), ends).stream().filter(query::means).toList();
    List<KeyWindows> found =
        read(connection, run, query, step, ends, keys, known ? position : null);
    return new NewWindows(
        windows(run, query, new Range(ends.from().minusMillis(step), newest), step, found), now);
  }

  private static Windows windows(
      Run run, RowQuery query, Range range, long step, List<KeyWindows> keys) {
    return new Windows(run, query.rollup(), range, range, step, query.latencies(), keys);
  }

  private static long end(String position) {
    return Long.parseLong(position.split(":", -1)[1]);
  }

  private static String position(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(POSITION);
        ResultSet rows = statement.executeQuery()) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static List<KeyWindows> read(
      Connection connection,
      Run run,
      RowQuery query,
      long step,
      Range ends,
      List<String> keys,
      @Nullable String position)
      throws SQLException {
    PercentileColumns columns = new PercentileColumns(query.latencies());
    Map<String, List<Window>> byKey = new TreeMap<>();
    try (PreparedStatement statement =
        connection.prepareStatement(NEW_ROWS.formatted(columns.list()))) {
      statement.setString(1, position);
      statement.setArray(2, connection.createArrayOf("text", keys.toArray()));
      statement.setBoolean(3, run.live());
      statement.setString(4, run.name());
      statement.setString(5, query.rollup());
      statement.setLong(6, step);
      statement.setObject(7, ends.from().atOffset(ZoneOffset.UTC));
      statement.setObject(8, ends.to().atOffset(ZoneOffset.UTC));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          Instant end = rows.getObject(2, OffsetDateTime.class).toInstant();
          MetricSet parts = new MetricSet();
          Map<Latency, Percentiles> percentiles = new EnumMap<>(Latency.class);
          columns.addTo(parts, percentiles, rows, 4);
          byKey
              .computeIfAbsent(rows.getString(1), key -> new ArrayList<>())
              .add(
                  new Window(
                      new Range(end.minusMillis(step), end),
                      rows.getBoolean(3),
                      () -> parts,
                      percentiles));
        }
      }
    }
    return byKey.entrySet().stream()
        .map(entry -> new KeyWindows(entry.getKey(), entry.getValue()))
        .toList();
  }
}
