package io.tokenpace.standalone.rows;

import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.LedgerLine;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * Holds every row of a run against the waste ledger: its lines add up to the output tokens of ended
 * requests, and, with what was idle and what is undecided, to the cost.
 *
 * <p>Confined to one thread.
 */
public final class LedgerCheck {
  private static final List<String> TABLES = List.of("tumbling_rows", "rolling_rows");

  private final DataSource database;
  private final String run;

  /**
   * A check of one run.
   *
   * @param database where the tables are
   * @param run the run's name
   */
  public LedgerCheck(DataSource database, String run) {
    this.database = database;
    this.run = run;
  }

  /**
   * Checks.
   *
   * @throws IllegalStateException if a row does not add up, naming one
   */
  public void requireBalance() throws SQLException {
    try (Connection connection = database.getConnection()) {
      for (String table : TABLES) {
        requireBalance(connection, table);
      }
    }
  }

  private void requireBalance(Connection connection, String table) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT rollup, key, window_millis, window_end FROM "
                + table
                + " WHERE run = ? AND (("
                + sum(LedgerLine::tokens)
                + ") <> ended_output_tokens OR ("
                + sum(LedgerLine::costNanos)
                + " + idle_cost_nanos + undecided_cost_nanos) <> gpu_cost_nanos) LIMIT 1")) {
      statement.setString(1, run);
      try (ResultSet unbalanced = statement.executeQuery()) {
        if (unbalanced.next()) {
          throw new IllegalStateException(
              "ledger: %s, row %s %s of %d ms to %s (expected: lines that add up)"
                  .formatted(
                      table,
                      unbalanced.getString(1),
                      unbalanced.getString(2),
                      unbalanced.getLong(3),
                      unbalanced.getString(4)));
        }
      }
    }
  }

  private static String sum(Function<LedgerLine, Counter> part) {
    return Stream.of(LedgerLine.values())
        .map(part)
        .map(Counter::columnName)
        .collect(Collectors.joining(" + "));
  }
}
