package io.tokenpace.standalone.console;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The fleet's newest window of one length as one line, read from the table as anybody would. What
 * is not known shows as a dash.
 *
 * <p>Thread-safe if the data source is.
 */
public final class FleetLine {
  private static final String ABSENT = "–";
  private static final String QUERY =
      """
      SELECT window_end, requests_ended, output_tokens, ttft_p50_micros, ttft_p99_micros,
        good_requests, requests_ended - requests_client_error - requests_unknown,
        gpu_cost_nanos, nodes_silent,
        extract(epoch FROM window_end - greatest(window_end - ?::interval, run_start))
      FROM rolling_rows JOIN runs USING (run)
      WHERE rolling_rows.live AND run = ? AND rollup = 'fleet' AND window_millis = ?
      ORDER BY window_end DESC LIMIT 1
      """;

  private final DataSource database;
  private final String run;
  private final Duration window;

  /**
   * Lines of one live run.
   *
   * @param window the length of the windows that are shown
   */
  public FleetLine(DataSource database, String run, Duration window) {
    this.database = database;
    this.run = run;
    this.window = window;
  }

  /** The newest line; null while there is no row. */
  public @Nullable String read() throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement statement = connection.prepareStatement(QUERY)) {
      statement.setString(1, window.toSeconds() + " seconds");
      statement.setString(2, run);
      statement.setLong(3, window.toMillis());
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? line(row) : null;
      }
    }
  }

  private static String line(ResultSet row) throws SQLException {
    return new Newest(
            row.getObject(1, OffsetDateTime.class).toInstant(),
            number(row, 2),
            number(row, 3),
            number(row, 4),
            number(row, 5),
            number(row, 6),
            number(row, 7),
            number(row, 8),
            number(row, 9),
            number(row, 10))
        .toLine();
  }

  /** What a row says; what is null shows as a dash. */
  record Newest(
      Instant end,
      @Nullable BigDecimal requests,
      @Nullable BigDecimal tokens,
      @Nullable BigDecimal ttftP50Micros,
      @Nullable BigDecimal ttftP99Micros,
      @Nullable BigDecimal goodRequests,
      @Nullable BigDecimal judgedRequests,
      @Nullable BigDecimal costNanos,
      @Nullable BigDecimal silentNodes,
      @Nullable BigDecimal coveredSeconds) {
    String toLine() {
      String line =
          "%s  %s requests  %s tokens/s  ttft p50 %s p99 %s ms  good %s  $/M tokens %s"
              .formatted(
                  end,
                  text(requests, 0),
                  text(divide(tokens, coveredSeconds), 0),
                  text(millis(ttftP50Micros), 1),
                  text(millis(ttftP99Micros), 1),
                  percent(divide(goodRequests, judgedRequests)),
                  text(divide(costNanos, scaled(tokens, 1_000)), 4));
      return silentNodes == null || silentNodes.signum() == 0
          ? line
          : line
              + "  %s node%s silent"
                  .formatted(
                      silentNodes.toPlainString(),
                      silentNodes.compareTo(BigDecimal.ONE) == 0 ? "" : "s");
    }
  }

  private static @Nullable BigDecimal number(ResultSet row, int column) throws SQLException {
    return row.getBigDecimal(column);
  }

  private static @Nullable BigDecimal millis(@Nullable BigDecimal micros) {
    return micros == null ? null : micros.movePointLeft(3);
  }

  private static @Nullable BigDecimal scaled(@Nullable BigDecimal value, long factor) {
    return value == null ? null : value.multiply(BigDecimal.valueOf(factor));
  }

  private static @Nullable BigDecimal divide(
      @Nullable BigDecimal dividend, @Nullable BigDecimal divisor) {
    return dividend == null || divisor == null || divisor.signum() <= 0
        ? null
        : dividend.divide(divisor, 6, RoundingMode.HALF_UP);
  }

  private static String percent(@Nullable BigDecimal ratio) {
    return ratio == null ? ABSENT : text(ratio.movePointRight(2), 1) + " %";
  }

  private static String text(@Nullable BigDecimal value, int decimals) {
    return value == null ? ABSENT : String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }
}
