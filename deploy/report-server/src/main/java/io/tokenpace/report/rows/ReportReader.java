package io.tokenpace.report.rows;

import io.tokenpace.report.Report;
import io.tokenpace.report.RollupReport;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Reads reports from PostgreSQL. Each is read in one read-only transaction over one snapshot, so a
 * row that is replaced meanwhile is seen in one issue only.
 *
 * <p>Thread-safe if the data source is.
 */
public final class ReportReader {
  /** The roll-ups in the order they are shown; others follow by name. */
  public static final List<String> ROLLUP_ORDER = List.of("fleet", "model", "node");

  private final DataSource database;
  private final List<String> rollupOrder;

  /** A reader that shows roll-ups in the usual order. */
  public ReportReader(DataSource database) {
    this(database, ROLLUP_ORDER);
  }

  /** A reader that shows roll-ups in an order of its own; those not named follow by name. */
  public ReportReader(DataSource database, List<String> rollupOrder) {
    this.database = database;
    this.rollupOrder = List.copyOf(rollupOrder);
  }

  /**
   * What a run says about a range.
   *
   * @param from start of the range
   * @param to end of the range, exclusive, after its start; both are rounded outward to the
   *     shortest tumbling window of the run
   * @throws IllegalArgumentException if the range is empty
   * @throws NoSuchElementException if there is no such run
   * @throws ReportException if the rows cannot be read
   */
  public Report read(String run, Instant from, Instant to) {
    if (!from.isBefore(to)) {
      throw new IllegalArgumentException("from: %s (expected: before to, %s)".formatted(from, to));
    }
    return inSnapshot(
        run,
        rows -> report(rows, rows.run(run).orElseThrow(() -> unknown(run)), new Range(from, to)));
  }

  /**
   * What a run says about all of its time; of a live run, up to the end of its latest window.
   *
   * @throws NoSuchElementException if there is no such run
   * @throws ReportException if the rows cannot be read
   */
  public Report readWholeRun(String run) {
    return inSnapshot(
        run,
        rows -> {
          RunRow found = rows.run(run).orElseThrow(() -> unknown(run));
          Instant end = found.end();
          if (end == null) {
            end = rows.latestWindowEnd(found).filter(found.start()::isBefore).orElse(found.start());
          }
          return report(rows, found, new Range(found.start(), end));
        });
  }

  private static NoSuchElementException unknown(String run) {
    return new NoSuchElementException("run: %s (expected: one in the table runs)".formatted(run));
  }

  private Report report(ReportRows rows, RunRow run, Range asked) throws SQLException {
    Optional<Long> shortest = rows.shortestWindowMillis(run);
    Range range = shortest.map(asked::roundedOutward).orElse(asked);
    List<RollupReport> rollups = new ArrayList<>();
    for (ReportRows.KeyRows key : rows.positions(run, range)) {
      List<RowPosition> chosen = Tiling.choose(key.positions(), range);
      rollups.add(new RollupReport(key.rollup(), key.key(), rows.merged(run, key, chosen)));
    }
    rollups.sort(
        Comparator.comparingInt((RollupReport rollup) -> rank(rollup.rollup()))
            .thenComparing(RollupReport::rollup)
            .thenComparing(RollupReport::key));
    return new Report(run.run(), range.from(), range.to(), run.start(), run.end(), rollups);
  }

  private int rank(String rollup) {
    int position = rollupOrder.indexOf(rollup);
    return position < 0 ? rollupOrder.size() : position;
  }

  /** What is read of one snapshot. */
  private interface Reading {
    Report from(ReportRows rows) throws SQLException;
  }

  private Report inSnapshot(String run, Reading reading) {
    try (Connection connection = database.getConnection()) {
      int usualIsolation = connection.getTransactionIsolation();
      connection.setReadOnly(true);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      connection.setAutoCommit(false);
      try {
        return reading.from(new ReportRows(connection));
      } finally {
        connection.rollback();
        connection.setAutoCommit(true);
        connection.setTransactionIsolation(usualIsolation);
        connection.setReadOnly(false);
      }
    } catch (SQLException e) {
      throw new ReportException("run %s: could not be read: %s".formatted(run, e.getMessage()), e);
    }
  }
}
