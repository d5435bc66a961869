package io.tokenpace.report.rows;

import io.tokenpace.schemas.metrics.MetricSet;
import io.tokenpace.schemas.metrics.WasteLedger;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The statements a report needs. Rows are wide, so positions are read first and only the rows that
 * tile the range are fetched: of 30 days, 720 rows a key where there are 50,000.
 *
 * <p>Confined to the thread and the transaction of its connection.
 */
final class ReportRows {
  private static final int ROWS_A_FETCH = 500;

  private final Connection connection;

  ReportRows(Connection connection) {
    this.connection = connection;
  }

  /**
   * The rows one key has in a range.
   *
   * @param rollup name of the roll-up
   * @param key the key's canonical labels
   * @param positions where its rows lie
   */
  record KeyRows(String rollup, String key, List<RowPosition> positions) {}

  Optional<RunRow> run(String run) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT run, live, run_start, run_end FROM runs WHERE run = ?")) {
      statement.setString(1, run);
      try (ResultSet rows = statement.executeQuery()) {
        if (!rows.next()) {
          return Optional.empty();
        }
        @Nullable OffsetDateTime end = rows.getObject(4, OffsetDateTime.class);
        return Optional.of(
            new RunRow(
                rows.getString(1),
                rows.getBoolean(2),
                instant(rows, 3),
                end == null ? null : end.toInstant()));
      }
    }
  }

  /**
   * The run's shortest tumbling window: every key has rows of every length, so the first one in the
   * primary key's order has it, and no more than that one is read.
   */
  Optional<Long> shortestWindowMillis(RunRow run) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT window_millis FROM tumbling_rows WHERE live = ? AND run = ? AND tumbling"
                + " ORDER BY live, run, rollup, key, window_millis, window_end LIMIT 1")) {
      bind(statement, run);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? Optional.of(rows.getLong(1)) : Optional.empty();
      }
    }
  }

  Optional<Instant> latestWindowEnd(RunRow run) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT window_end FROM tumbling_rows WHERE live = ? AND run = ? AND tumbling"
                + " ORDER BY window_end DESC LIMIT 1")) {
      bind(statement, run);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? Optional.of(instant(rows, 1)) : Optional.empty();
      }
    }
  }

  /** The rows that lie wholly inside a range, by key. */
  List<KeyRows> positions(RunRow run, Range range) throws SQLException {
    Map<List<String>, List<RowPosition>> byKey = new LinkedHashMap<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT rollup, key, window_millis, window_end FROM tumbling_rows WHERE live = ? AND"
                + " run = ? AND tumbling AND window_end > ? AND window_end <= ?")) {
      bind(statement, run);
      statement.setObject(3, range.from().atOffset(ZoneOffset.UTC));
      statement.setObject(4, range.to().atOffset(ZoneOffset.UTC));
      statement.setFetchSize(ROWS_A_FETCH);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          RowPosition position = new RowPosition(rows.getLong(3), instant(rows, 4).toEpochMilli());
          if (range.holds(position)) {
            byKey
                .computeIfAbsent(
                    List.of(rows.getString(1), rows.getString(2)), key -> new ArrayList<>())
                .add(position);
          }
        }
      }
    }
    return byKey.entrySet().stream()
        .map(entry -> new KeyRows(entry.getKey().get(0), entry.getKey().get(1), entry.getValue()))
        .toList();
  }

  /** The chosen rows of a key as one. */
  MetricSet merged(RunRow run, KeyRows key, List<RowPosition> chosen) throws SQLException {
    MetricSet metrics = new MetricSet();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT "
                + RowColumns.list()
                + ", window_millis, window_end FROM tumbling_rows WHERE live = ? AND run = ? AND"
                + " rollup = ? AND key = ? AND (window_millis, window_end) IN"
                + " (SELECT * FROM unnest(?::bigint[], ?::timestamptz[]))")) {
      bind(statement, run);
      statement.setString(3, key.rollup());
      statement.setString(4, key.key());
      statement.setArray(5, lengths(chosen));
      statement.setArray(6, ends(chosen));
      statement.setFetchSize(ROWS_A_FETCH);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          add(metrics, rows, run, key);
        }
      }
    }
    WasteLedger.divideCost(metrics);
    return metrics;
  }

  private static void add(MetricSet metrics, ResultSet row, RunRow run, KeyRows key)
      throws SQLException {
    try {
      RowColumns.addTo(metrics, row);
    } catch (IllegalArgumentException e) {
      throw new ReportException(
          "row %s %s %s %s ms to %s: %s"
              .formatted(
                  run.run(),
                  key.rollup(),
                  key.key(),
                  row.getLong("window_millis"),
                  row.getObject("window_end", OffsetDateTime.class).toInstant(),
                  e.getMessage()),
          e);
    }
  }

  private Array lengths(List<RowPosition> rows) throws SQLException {
    return connection.createArrayOf(
        "bigint", rows.stream().map(RowPosition::windowMillis).toArray());
  }

  private Array ends(List<RowPosition> rows) throws SQLException {
    return connection.createArrayOf(
        "timestamptz",
        rows.stream().map(row -> Instant.ofEpochMilli(row.windowEndMillis()).toString()).toArray());
  }

  private static void bind(PreparedStatement statement, RunRow run) throws SQLException {
    statement.setBoolean(1, run.live());
    statement.setString(2, run.run());
  }

  private static Instant instant(ResultSet rows, int column) throws SQLException {
    return rows.getObject(column, OffsetDateTime.class).toInstant();
  }
}
