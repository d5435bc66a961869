package io.tokenpace.report.rows;

import io.tokenpace.report.Range;
import io.tokenpace.report.Run;
import io.tokenpace.schemas.metrics.Latency;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The statements that find and read tumbling rows of one run. Rows are wide, so they are found
 * first and only those that are needed are read.
 *
 * <p>Confined to the thread and the transaction of its connection.
 */
final class ReportRows {
  private static final int ROWS_A_FETCH = 500;
  private static final long MICROS_PER_MILLI = 1_000;

  /** PostgreSQL counts microseconds from the year 2000 on. */
  private static final long MICROS_TO_2000 =
      ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse("2000-01-01T00:00:00Z"));

  private static final String FIND =
      """
      SELECT asked.number, timestamptz_send(found.window_end), found.complete,
        found.transaction, timestamptz_send(found.written_at)
      FROM unnest(?::integer[], ?::text[], ?::text[], ?::timestamptz[], ?::timestamptz[])
        AS asked(number, rollup, key, first_end, last_end)
      CROSS JOIN LATERAL (
        SELECT window_end, complete, xmin::text::bigint AS transaction, written_at
        FROM tumbling_rows
        WHERE live = ? AND run = ? AND rollup = asked.rollup AND key = asked.key
          AND window_millis = ? AND window_end >= asked.first_end AND window_end <= asked.last_end
          AND window_end >= ? AND window_end <= ? AND tumbling) AS found
      LIMIT ?""";

  /** The limit of one keeps the planner from reading the whole table to join it. */
  private static final String READ =
      """
      SELECT asked.place, found.*
      FROM unnest(?::integer[], ?::text[], ?::text[], ?::timestamptz[])
        AS asked(place, rollup, key, window_end)
      CROSS JOIN LATERAL (
        SELECT %s FROM tumbling_rows
        WHERE live = ? AND run = ? AND rollup = asked.rollup AND key = asked.key
          AND window_millis = ? AND window_end = asked.window_end
          AND window_end >= ? AND window_end <= ? LIMIT 1) AS found""";

  private final Connection connection;
  private final Run run;

  ReportRows(Connection connection, Run run) {
    this.connection = connection;
    this.run = run;
  }

  /**
   * Where rows of a key are looked for.
   *
   * @param key the key, by position
   * @param windows a stretch of whole windows
   */
  record Stretch(int key, Range windows) {}

  /** Takes a row that was read. */
  interface Taker {
    /**
     * One row.
     *
     * @param place which of the rows asked for, by position
     * @param row what it holds, the latencies asked for at least
     */
    void take(int place, PackedRow row);
  }

  /**
   * The rows of one length that lie in stretches.
   *
   * @param range holds all stretches
   * @param most no more than this many are returned
   */
  List<FoundRow> find(
      List<KeyId> keys, long windowMillis, List<Stretch> stretches, Range range, int most)
      throws SQLException {
    List<FoundRow> found = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(FIND)) {
      List<Integer> numbers = stretches.stream().map(Stretch::key).toList();
      int parameter = bindKeys(statement, keys, numbers, numbers.stream());
      setArray(
          statement,
          parameter++,
          "timestamptz",
          stretches.stream()
              .map(stretch -> stretch.windows().from().plusMillis(windowMillis).toString()));
      setArray(
          statement,
          parameter++,
          "timestamptz",
          stretches.stream().map(stretch -> stretch.windows().to().toString()));
      parameter = bindRun(statement, parameter, windowMillis, range);
      statement.setInt(parameter, most);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          long end = Math.floorDiv(epochMicros(rows.getBytes(2)), MICROS_PER_MILLI);
          RowCache.Issue issue = new RowCache.Issue(rows.getLong(4), epochMicros(rows.getBytes(5)));
          found.add(
              new FoundRow(
                  rows.getInt(1), new RowPosition(windowMillis, end), rows.getBoolean(3), issue));
        }
      }
    }
    return found;
  }

  /** A time as PostgreSQL sends it; the driver would take as long to parse it as all the rest. */
  private static long epochMicros(byte[] sent) {
    return ByteBuffer.wrap(sent).getLong() + MICROS_TO_2000;
  }

  /**
   * Reads rows of one length.
   *
   * @param range holds all rows
   */
  void read(
      List<KeyId> keys,
      long windowMillis,
      List<FoundRow> asked,
      Range range,
      Collection<Latency> latencies,
      Taker taker)
      throws SQLException {
    RowColumns columns = new RowColumns(latencies);
    try (PreparedStatement statement =
        connection.prepareStatement(READ.formatted(columns.list()))) {
      List<Integer> numbers = asked.stream().map(FoundRow::key).toList();
      Stream<Integer> places = IntStream.range(0, asked.size()).boxed();
      int parameter = bindKeys(statement, keys, numbers, places);
      setArray(
          statement,
          parameter++,
          "timestamptz",
          asked.stream()
              .map(row -> Instant.ofEpochMilli(row.position().windowEndMillis()).toString()));
      bindRun(statement, parameter, windowMillis, range);
      statement.setFetchSize(ROWS_A_FETCH);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          int place = rows.getInt(1);
          taker.take(place, row(columns, rows, keys, asked.get(place)));
        }
      }
    }
  }

  private PackedRow row(RowColumns columns, ResultSet rows, List<KeyId> keys, FoundRow row)
      throws SQLException {
    try {
      return columns.row(rows, 2);
    } catch (IllegalArgumentException e) {
      KeyId key = keys.get(row.key());
      throw new ReportException(
          "row %s %s %s %s ms to %s: %s"
              .formatted(
                  run.name(),
                  key.rollup(),
                  key.key(),
                  row.position().windowMillis(),
                  Instant.ofEpochMilli(row.position().windowEndMillis()),
                  e.getMessage()),
          e);
    }
  }

  /** Binds which keys are meant, and a number for each that comes back with its rows. */
  private int bindKeys(
      PreparedStatement statement, List<KeyId> keys, List<Integer> meant, Stream<Integer> numbers)
      throws SQLException {
    setArray(statement, 1, "integer", numbers);
    setArray(statement, 2, "text", meant.stream().map(number -> keys.get(number).rollup()));
    setArray(statement, 3, "text", meant.stream().map(number -> keys.get(number).key()));
    return 4;
  }

  /** The range, though each key has its own, leaves out the days of live rows that lie outside. */
  private int bindRun(PreparedStatement statement, int first, long windowMillis, Range range)
      throws SQLException {
    statement.setBoolean(first, run.live());
    statement.setString(first + 1, run.name());
    statement.setLong(first + 2, windowMillis);
    statement.setObject(first + 3, range.from().atOffset(ZoneOffset.UTC));
    statement.setObject(first + 4, range.to().atOffset(ZoneOffset.UTC));
    return first + 5;
  }

  private void setArray(PreparedStatement statement, int parameter, String type, Stream<?> values)
      throws SQLException {
    statement.setArray(parameter, connection.createArrayOf(type, values.toArray()));
  }
}
