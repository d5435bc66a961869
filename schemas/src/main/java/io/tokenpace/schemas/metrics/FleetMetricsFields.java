package io.tokenpace.schemas.metrics;

import io.tokenpace.schemas.histogram.Histogram;
import io.tokenpace.schemas.metrics.Latency.Part;
import io.tokenpace.schemas.wire.FleetMetrics;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.PrimitivesArrays;
import org.jspecify.annotations.Nullable;

/**
 * Moves the integer parts of a row between {@link MetricSet} and the wire.
 *
 * <p>A part of an unknown group is null; so is every part but the count of a latency without
 * observations.
 *
 * <p>Thread-safe: holds no state.
 */
public final class FleetMetricsFields {
  private static final Schema SCHEMA = FleetMetrics.getClassSchema();
  private static final int[] COUNTERS =
      Counter.ALL.stream().mapToInt(counter -> position(counter.fieldName())).toArray();
  private static final int[][] LATENCIES =
      Latency.ALL.stream()
          .map(
              latency ->
                  List.of(Part.values()).stream()
                      .mapToInt(part -> position(latency.fieldName(part)))
                      .toArray())
          .toArray(int[][]::new);

  private FleetMetricsFields() {}

  private static int position(String field) {
    return SCHEMA.getField(field).pos();
  }

  /** Writes a set into the fields of a row. */
  public static void write(MetricSet metrics, FleetMetrics row) {
    for (Counter counter : Counter.ALL) {
      row.put(
          COUNTERS[counter.ordinal()],
          metrics.knows(counter.group()) ? (Object) metrics.get(counter) : null);
    }
    for (Latency latency : Latency.ALL) {
      write(latency, metrics, row);
    }
  }

  private static void write(Latency latency, MetricSet metrics, FleetMetrics row) {
    int[] fields = LATENCIES[latency.ordinal()];
    Histogram histogram = metrics.latency(latency);
    if (histogram == null) {
      // The count of a group that every row has cannot be null, not even for a moment.
      row.put(fields[Part.COUNT.ordinal()], metrics.knows(latency.group()) ? (Object) 0L : null);
      for (Part part : Part.values()) {
        if (part != Part.COUNT) {
          row.put(fields[part.ordinal()], null);
        }
      }
      return;
    }
    int cells = histogram.cells();
    PrimitivesArrays.IntArray index =
        new PrimitivesArrays.IntArray(cells, Schema.createArray(Schema.create(Schema.Type.INT)));
    PrimitivesArrays.LongArray counts =
        new PrimitivesArrays.LongArray(cells, Schema.createArray(Schema.create(Schema.Type.LONG)));
    histogram.forEachCell(
        (cell, count) -> {
          index.add(index.size(), cell);
          counts.add(counts.size(), count);
        });
    row.put(fields[Part.COUNT.ordinal()], histogram.count());
    row.put(fields[Part.SUM.ordinal()], histogram.sum());
    row.put(fields[Part.MIN.ordinal()], histogram.minMicros());
    row.put(fields[Part.MAX.ordinal()], histogram.maxMicros());
    row.put(fields[Part.INDEX.ordinal()], index);
    row.put(fields[Part.COUNTS.ordinal()], counts);
  }

  /**
   * Reads the fields of a row into a set.
   *
   * @throws IllegalArgumentException if the parts of a latency contradict each other, or a group is
   *     known in part
   */
  public static MetricSet read(FleetMetrics row) {
    MetricSet metrics = new MetricSet();
    for (Counter counter : Counter.ALL) {
      Object value = row.get(COUNTERS[counter.ordinal()]);
      if (value != null) {
        metrics.add(counter, (Long) value);
      }
    }
    for (Latency latency : Latency.ALL) {
      int[] fields = LATENCIES[latency.ordinal()];
      Long count = (Long) row.get(fields[Part.COUNT.ordinal()]);
      if (count != null) {
        Histogram histogram = metrics.observe(latency);
        if (count > 0) {
          histogram.merge(readHistogram(latency, row, fields));
        }
      }
    }
    requireWholeGroups(row, metrics);
    return metrics;
  }

  /** A null among known values would read as zero, which says something else. */
  private static void requireWholeGroups(FleetMetrics row, MetricSet metrics) {
    for (Counter counter : Counter.ALL) {
      if (metrics.knows(counter.group()) && row.get(COUNTERS[counter.ordinal()]) == null) {
        throw knownInPart(counter.columnName(), counter.group());
      }
    }
    for (Latency latency : Latency.ALL) {
      int count = LATENCIES[latency.ordinal()][Part.COUNT.ordinal()];
      if (metrics.knows(latency.group()) && row.get(count) == null) {
        throw knownInPart(latency.columnName(Part.COUNT), latency.group());
      }
    }
  }

  private static IllegalArgumentException knownInPart(String column, MetricGroup group) {
    return new IllegalArgumentException(
        "%s: null (expected: a value beside others of the group %s)".formatted(column, group));
  }

  private static Histogram readHistogram(Latency latency, FleetMetrics row, int[] fields) {
    Histogram histogram =
        Histogram.of(
            numbers(latency, Part.INDEX, row, fields).mapToInt(Number::intValue).toArray(),
            numbers(latency, Part.COUNTS, row, fields).mapToLong(Number::longValue).toArray(),
            number(latency, Part.SUM, row, fields),
            number(latency, Part.MIN, row, fields),
            number(latency, Part.MAX, row, fields));
    long count = number(latency, Part.COUNT, row, fields);
    if (histogram.count() != count) {
      throw new IllegalArgumentException(
          "%s: %d (expected: %d, the sum of its cells)"
              .formatted(latency.columnName(Part.COUNT), count, histogram.count()));
    }
    return histogram;
  }

  private static Stream<Number> numbers(
      Latency latency, Part part, FleetMetrics row, int[] fields) {
    @SuppressWarnings("unchecked")
    List<Number> numbers = (List<Number>) require(latency, part, row, fields);
    return numbers.stream();
  }

  private static long number(Latency latency, Part part, FleetMetrics row, int[] fields) {
    return (Long) require(latency, part, row, fields);
  }

  private static Object require(Latency latency, Part part, FleetMetrics row, int[] fields) {
    @Nullable Object value = row.get(fields[part.ordinal()]);
    if (value == null) {
      throw new IllegalArgumentException(
          latency.columnName(part) + ": null (expected: a value beside a count above 0)");
    }
    return value;
  }
}
