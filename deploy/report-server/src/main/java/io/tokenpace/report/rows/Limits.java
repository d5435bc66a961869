package io.tokenpace.report.rows;

/**
 * What one answer may touch.
 *
 * @param rows rows merged into one report
 * @param points windows of all keys together in one series
 */
public record Limits(int rows, int points) {
  /** The usual limits. */
  public static final Limits USUAL = new Limits(200_000, 50_000);

  /** Checks that something is allowed. */
  public Limits {
    if (!(rows >= 1 && points >= 1)) {
      throw new IllegalArgumentException(
          "limits: %d rows, %d points (expected: at least 1)".formatted(rows, points));
    }
  }
}
