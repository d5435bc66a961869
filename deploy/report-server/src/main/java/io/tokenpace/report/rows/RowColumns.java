package io.tokenpace.report.rows;

import io.tokenpace.schemas.histogram.Histogram;
import io.tokenpace.schemas.histogram.PackedHistogram;
import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.Latency;
import io.tokenpace.schemas.metrics.Latency.Part;
import io.tokenpace.schemas.metrics.MetricSet;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The columns of a row that hold its integer parts, and how they become a {@link PackedRow}. The
 * columns come from the metric dictionary as code, never from a caller.
 *
 * <p>Arrays come as the bytes PostgreSQL sends, as the driver would make an object of each number.
 */
final class RowColumns {
  private static final int PARTS = Part.values().length;

  /** Number of dimensions, a flag, the type of elements. */
  private static final int ARRAY_HEAD_BYTES = 12;

  /** Of the one dimension: its length and its lower bound. */
  private static final int DIMENSION_BYTES = 8;

  private final List<Latency> latencies;

  /** The columns of all counters and of some latencies. */
  RowColumns(Collection<Latency> latencies) {
    this.latencies = Latency.ALL.stream().filter(latencies::contains).toList();
  }

  /** All columns, for a select list; the order is the one {@link #row} expects. */
  String list() {
    return Stream.concat(
            Counter.ALL.stream().map(Counter::columnName),
            latencies.stream().flatMap(RowColumns::columns))
        .collect(Collectors.joining(", "));
  }

  private static Stream<String> columns(Latency latency) {
    return Stream.of(Part.values())
        .map(
            part ->
                part == Part.INDEX || part == Part.COUNTS
                    ? "array_send(%s)".formatted(latency.columnName(part))
                    : latency.columnName(part));
  }

  /**
   * The current row of a result.
   *
   * @param firstColumn position of the first column of {@link #list()}
   * @throws IllegalArgumentException if the parts of a latency contradict each other
   */
  PackedRow row(ResultSet row, int firstColumn) throws SQLException {
    MetricSet counters = new MetricSet();
    int column = addCounters(counters, row, firstColumn);
    Map<Latency, Optional<PackedHistogram>> packed = new EnumMap<>(Latency.class);
    for (Latency latency : latencies) {
      long count = row.getLong(column);
      if (row.wasNull()) {
        packed.put(latency, Optional.empty());
      } else {
        Histogram histogram = count == 0 ? new Histogram() : histogram(latency, count, row, column);
        packed.put(latency, Optional.of(PackedHistogram.of(histogram)));
      }
      column += PARTS;
    }
    return new PackedRow(counters, packed);
  }

  /** Adds the counters of the current row and returns the column after them. */
  static int addCounters(MetricSet metrics, ResultSet row, int firstColumn) throws SQLException {
    int column = firstColumn;
    for (Counter counter : Counter.ALL) {
      long value = row.getLong(column++);
      if (!row.wasNull()) {
        metrics.add(counter, value);
      }
    }
    return column;
  }

  private static Histogram histogram(Latency latency, long count, ResultSet row, int firstColumn)
      throws SQLException {
    Histogram histogram =
        Histogram.of(
            index(array(latency, Part.INDEX, row, firstColumn)),
            counts(array(latency, Part.COUNTS, row, firstColumn)),
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

  private static int[] index(ByteBuffer array) {
    int[] numbers = new int[length(array)];
    for (int i = 0; i < numbers.length; i++) {
      requireSize(array, Integer.BYTES);
      numbers[i] = array.getInt();
    }
    return numbers;
  }

  private static long[] counts(ByteBuffer array) {
    long[] numbers = new long[length(array)];
    for (int i = 0; i < numbers.length; i++) {
      requireSize(array, Long.BYTES);
      numbers[i] = array.getLong();
    }
    return numbers;
  }

  /** Reads the head of an array. An empty one has no dimension. */
  private static int length(ByteBuffer array) {
    if (array.getInt() == 0) {
      return 0;
    }
    array.position(ARRAY_HEAD_BYTES);
    int length = array.getInt();
    array.position(ARRAY_HEAD_BYTES + DIMENSION_BYTES);
    return length;
  }

  private static void requireSize(ByteBuffer array, int bytes) {
    int size = array.getInt();
    if (size != bytes) {
      throw new IllegalArgumentException(
          "array: an element of %d bytes (expected: %d, and none null)".formatted(size, bytes));
    }
  }

  private static ByteBuffer array(Latency latency, Part part, ResultSet row, int firstColumn)
      throws SQLException {
    byte[] bytes = row.getBytes(firstColumn + part.ordinal());
    if (bytes == null) {
      throw missing(latency, part);
    }
    return ByteBuffer.wrap(bytes);
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
