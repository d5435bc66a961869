package io.tokenpace.report.rows;

import io.tokenpace.schemas.histogram.Histogram;
import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.Latency;
import io.tokenpace.schemas.metrics.Latency.Part;
import io.tokenpace.schemas.metrics.MetricSet;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a row that hold its integer parts, and how they become a {@link MetricSet} again.
 * The columns come from the metric dictionary as code, never from a caller.
 */
final class RowColumns {
  private static final int PARTS = Part.values().length;

  private RowColumns() {}

  /** All columns, for a select list; the order is the one {@link #addTo} expects. */
  static String list() {
    return Stream.concat(
            Counter.ALL.stream().map(Counter::columnName),
            Latency.ALL.stream()
                .flatMap(latency -> Stream.of(Part.values()).map(latency::columnName)))
        .collect(Collectors.joining(", "));
  }

  /**
   * Adds the current row of a result, whose first columns are {@link #list()}, to a set.
   *
   * @throws IllegalArgumentException if the parts of a latency contradict each other
   */
  static void addTo(MetricSet metrics, ResultSet row) throws SQLException {
    int column = 1;
    for (Counter counter : Counter.ALL) {
      long value = row.getLong(column++);
      if (!row.wasNull()) {
        metrics.add(counter, value);
      }
    }
    for (Latency latency : Latency.ALL) {
      long count = row.getLong(column);
      if (!row.wasNull()) {
        Histogram histogram = metrics.observe(latency);
        if (count > 0) {
          histogram.merge(histogram(latency, count, row, column));
        }
      }
      column += PARTS;
    }
  }

  private static Histogram histogram(Latency latency, long count, ResultSet row, int firstColumn)
      throws SQLException {
    Integer[] index = (Integer[]) array(latency, Part.INDEX, row, firstColumn);
    Long[] counts = (Long[]) array(latency, Part.COUNTS, row, firstColumn);
    Histogram histogram =
        Histogram.of(
            Arrays.stream(index).mapToInt(Integer::intValue).toArray(),
            Arrays.stream(counts).mapToLong(Long::longValue).toArray(),
            number(latency, Part.SUM, row, firstColumn),
            number(latency, Part.MIN, row, firstColumn),
            number(latency, Part.MAX, row, firstColumn));
    if (histogram.count() != count) {
      throw new IllegalArgumentException(
          "%s: %d (expected: %d, the sum of its cells)"
              .formatted(latency.columnName(Part.COUNT), count, histogram.count()));
    }
    return histogram;
  }

  private static Object array(Latency latency, Part part, ResultSet row, int firstColumn)
      throws SQLException {
    @Nullable Array array = row.getArray(firstColumn + part.ordinal());
    if (array == null) {
      throw missing(latency, part);
    }
    return array.getArray();
  }

  private static long number(Latency latency, Part part, ResultSet row, int firstColumn)
      throws SQLException {
    long number = row.getLong(firstColumn + part.ordinal());
    if (row.wasNull()) {
      throw missing(latency, part);
    }
    return number;
  }

  private static IllegalArgumentException missing(Latency latency, Part part) {
    return new IllegalArgumentException(
        latency.columnName(part) + ": null (expected: a value beside a count above 0)");
  }
}
