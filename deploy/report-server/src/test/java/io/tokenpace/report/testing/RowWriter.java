package io.tokenpace.report.testing;

import io.tokenpace.schemas.histogram.Histogram;
import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.Latency;
import io.tokenpace.schemas.metrics.Latency.Part;
import io.tokenpace.schemas.metrics.MetricGroup;
import io.tokenpace.schemas.metrics.MetricSet;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes runs and tumbling rows as the loader does, by plain SQL. */
public final class RowWriter {
  /** Columns that both tables of rows begin with. */
  static final List<String> COLUMNS_BESIDE_LATENCIES =
      Stream.concat(
              Stream.of(
                  "run",
                  "live",
                  "rollup",
                  "key",
                  "window_millis",
                  "window_end",
                  "tumbling",
                  "revision",
                  "config_hash",
                  "complete"),
              Counter.ALL.stream().map(Counter::columnName))
          .toList();

  /** Columns of {@code tumbling_rows}. */
  static final List<String> COLUMNS =
      Stream.concat(
              COLUMNS_BESIDE_LATENCIES.stream(),
              Latency.ALL.stream()
                  .flatMap(latency -> Stream.of(Part.values()).map(latency::columnName)))
          .toList();

  private final Connection connection;

  /** A writer on a connection that commits by itself. */
  public RowWriter(Connection connection) {
    this.connection = connection;
  }

  /** Writes a run; it is live if it has no end. */
  public void run(String run, Instant start, @Nullable Instant end) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO runs (run, live, run_start, run_end, config_hash) VALUES (?, ?, ?, ?,"
                + " 'hash')")) {
      insert.setString(1, run);
      insert.setBoolean(2, end == null);
      insert.setObject(3, start.atOffset(ZoneOffset.UTC));
      insert.setObject(4, end == null ? null : end.atOffset(ZoneOffset.UTC));
      insert.executeUpdate();
    }
  }

  /** Writes a row of a window. */
  public void row(
      String run,
      boolean live,
      String rollup,
      String key,
      long windowMillis,
      Instant windowEnd,
      MetricSet metrics)
      throws SQLException {
    List<@Nullable Object> values = new ArrayList<>();
    values.addAll(List.of(run, live, rollup, key, windowMillis));
    values.addAll(List.of(windowEnd.atOffset(ZoneOffset.UTC), true, 0, "hash", true));
    for (Counter counter : Counter.ALL) {
      values.add(knows(metrics, counter.group()) ? metrics.get(counter) : null);
    }
    for (Latency latency : Latency.ALL) {
      addLatency(values, latency, metrics);
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO tumbling_rows (%s) VALUES (%s)"
                .formatted(
                    String.join(", ", COLUMNS),
                    COLUMNS.stream().map(column -> "?").collect(Collectors.joining(", "))))) {
      for (int i = 0; i < values.size(); i++) {
        insert.setObject(i + 1, values.get(i));
      }
      insert.executeUpdate();
    }
  }

  private void addLatency(List<@Nullable Object> values, Latency latency, MetricSet metrics)
      throws SQLException {
    Histogram histogram = metrics.latency(latency);
    if (histogram == null) {
      values.add(knows(metrics, latency.group()) ? 0L : null);
      for (int part = 1; part < Part.values().length; part++) {
        values.add(null);
      }
      return;
    }
    List<Integer> index = new ArrayList<>();
    List<Long> counts = new ArrayList<>();
    histogram.forEachCell(
        (cell, count) -> {
          index.add(cell);
          counts.add(count);
        });
    values.add(histogram.count());
    values.add(histogram.sum());
    values.add(histogram.minMicros());
    values.add(histogram.maxMicros());
    values.add(connection.createArrayOf("integer", index.toArray()));
    values.add(connection.createArrayOf("bigint", counts.toArray()));
  }

  private static boolean knows(MetricSet metrics, MetricGroup group) {
    return group == MetricGroup.CORE || metrics.knows(group);
  }
}
