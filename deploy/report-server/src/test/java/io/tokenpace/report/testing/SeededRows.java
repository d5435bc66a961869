package io.tokenpace.report.testing;

import io.tokenpace.schemas.histogram.Histogram;
import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.Latency;
import io.tokenpace.schemas.metrics.Latency.Part;
import io.tokenpace.schemas.metrics.MetricSet;
import io.tokenpace.schemas.metrics.RowKey;
import io.tokenpace.schemas.metrics.WasteLedger;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Fills a database on this machine with rows of the default roll-ups, as the loader would have: the
 * rows of every roll-up and window are merged from the same cells, so they agree with each other.
 *
 * <p>Rows go through a file that the database server reads, the fastest way in; the connection has
 * to be its superuser's. Of the rolling windows only those that tumble are there.
 */
public final class SeededRows {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final String[] GPU_TYPES = {"H100", "A100", "L40S"};
  private static final String[] REGIONS = {"eu-west", "us-east", "ap-south"};
  private static final int[] QUANTILES = {500_000, 900_000, 950_000, 990_000, 999_000};
  private static final String[] QUANTILE_NAMES = {"p50", "p90", "p95", "p99", "p999"};
  private static final List<String> FINE_AT_THE_END = List.of("node", "model_tenant");

  private final Seeding seeding;

  private SeededRows(Seeding seeding) {
    this.seeding = seeding;
  }

  /** A key of a roll-up. */
  private record Key(String rollup, String labels) {}

  /**
   * Writes a run and its rows, and lets the database gather its statistics.
   *
   * @param connection commits by itself
   */
  public static void write(Seeding seeding, Connection connection)
      throws SQLException, IOException {
    System.out.println("seed: " + seeding.seed());
    new RowWriter(connection)
        .run(seeding.run(), seeding.start(), seeding.live() ? null : seeding.end());
    Path tumbling = Files.createTempFile("tumbling", ".rows");
    Path rolling = Files.createTempFile("rolling", ".rows");
    try {
      try (BufferedWriter tumblingRows = Files.newBufferedWriter(tumbling);
          BufferedWriter rollingRows = Files.newBufferedWriter(rolling)) {
        new SeededRows(seeding).write(tumblingRows, rollingRows);
      }
      copy(connection, "tumbling_rows", RowWriter.COLUMNS.stream(), tumbling);
      copy(connection, "rolling_rows", rollingColumns(), rolling);
    } finally {
      Files.delete(tumbling);
      Files.delete(rolling);
    }
  }

  private static void copy(Connection connection, String table, Stream<String> columns, Path rows)
      throws SQLException {
    if (!rows.toFile().setReadable(true, false)) {
      throw new IllegalStateException(rows + ": stays private (expected: readable by all)");
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "COPY %s (%s) FROM '%s'"
              .formatted(table, columns.collect(Collectors.joining(", ")), rows));
      statement.execute("VACUUM ANALYZE " + table);
    }
  }

  private static Stream<String> rollingColumns() {
    return Stream.concat(
        RowWriter.COLUMNS_BESIDE_LATENCIES.stream(),
        Latency.ALL.stream()
            .flatMap(
                latency ->
                    Stream.concat(
                        Stream.of(Part.COUNT, Part.SUM, Part.MIN, Part.MAX)
                            .map(latency::columnName),
                        Stream.of(QUANTILE_NAMES)
                            .map(name -> latency.columnName() + "_" + name + "_micros"))));
  }

  private void write(BufferedWriter tumbling, BufferedWriter rolling) throws IOException {
    Random random = new Random(seeding.seed());
    for (int hour = 0; hour < seeding.hours(); hour++) {
      Instant hourStart = seeding.start().plus(HOUR.multipliedBy(hour));
      boolean fine = hour >= seeding.hours() - seeding.fineHours();
      Map<Key, MetricSet> ofHour = new LinkedHashMap<>();
      for (Instant end = hourStart.plus(seeding.base());
          !end.isAfter(hourStart.plus(HOUR));
          end = end.plus(seeding.base())) {
        Map<Key, MetricSet> rows = rows(random, end);
        for (Map.Entry<Key, MetricSet> row : rows.entrySet()) {
          ofHour.computeIfAbsent(row.getKey(), key -> new MetricSet()).merge(row.getValue());
          if (fine || !FINE_AT_THE_END.contains(row.getKey().rollup())) {
            tumblingRow(tumbling, row.getKey(), seeding.base(), end, row.getValue());
          }
          if (hour == seeding.hours() - 1) {
            rollingRow(rolling, row.getKey(), end, row.getValue());
          }
        }
      }
      for (Map.Entry<Key, MetricSet> row : ofHour.entrySet()) {
        tumblingRow(tumbling, row.getKey(), HOUR, hourStart.plus(HOUR), row.getValue());
      }
    }
  }

  /** The rows of one base window: what each node did, merged for every key it feeds. */
  private Map<Key, MetricSet> rows(Random random, Instant end) {
    Map<Key, MetricSet> rows = new LinkedHashMap<>();
    long step = end.toEpochMilli() / seeding.base().toMillis();
    int hourOfDay = end.atOffset(ZoneOffset.UTC).getHour();
    for (int node = 0; node < seeding.nodes(); node++) {
      MetricSet cell = SeededCell.of(random, node, hourOfDay, seeding.base().toMillis());
      String model = "model-" + node % seeding.models();
      String tenant = "tenant-" + (node + step) % seeding.tenants();
      String gpuType = GPU_TYPES[node % GPU_TYPES.length];
      for (Key key :
          List.of(
              key("fleet", Map.of()),
              key("model", Map.of("model", model)),
              key("node", Map.of("node", "node-%03d".formatted(node))),
              key("region", Map.of("region", REGIONS[node % REGIONS.length])),
              key("tenant", Map.of("tenant", tenant)),
              key("model_tenant", modelAndTenant(model, tenant)),
              key("gpu_type", Map.of("gpu_type", gpuType)))) {
        rows.computeIfAbsent(key, k -> new MetricSet()).merge(cell);
      }
    }
    return rows;
  }

  private static Map<String, String> modelAndTenant(String model, String tenant) {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("model", model);
    labels.put("tenant", tenant);
    return labels;
  }

  private static Key key(String rollup, Map<String, String> labels) {
    return new Key(rollup, RowKey.canonical(labels));
  }

  private void tumblingRow(
      BufferedWriter out, Key key, Duration window, Instant end, MetricSet parts)
      throws IOException {
    StringJoiner row = common(key, window, end, parts);
    for (Latency latency : Latency.ALL) {
      Histogram histogram = numbers(row, latency, parts);
      if (histogram == null) {
        row.add("\\N").add("\\N");
        continue;
      }
      StringJoiner index = new StringJoiner(",", "{", "}");
      StringJoiner counts = new StringJoiner(",", "{", "}");
      histogram.forEachCell(
          (cell, count) -> {
            index.add(Integer.toString(cell));
            counts.add(Long.toString(count));
          });
      row.add(index.toString()).add(counts.toString());
    }
    out.write(row.toString());
  }

  private void rollingRow(BufferedWriter out, Key key, Instant end, MetricSet parts)
      throws IOException {
    StringJoiner row = common(key, seeding.base(), end, parts);
    for (Latency latency : Latency.ALL) {
      Histogram histogram = numbers(row, latency, parts);
      for (int quantile : QUANTILES) {
        row.add(histogram == null ? "\\N" : Long.toString(histogram.quantileMicros(quantile)));
      }
    }
    out.write(row.toString());
  }

  private StringJoiner common(Key key, Duration window, Instant end, MetricSet parts) {
    WasteLedger.divideCost(parts);
    StringJoiner row = new StringJoiner("\t", "", "\n");
    row.add(seeding.run()).add(seeding.live() ? "t" : "f").add(key.rollup());
    row.add(key.labels().replace("\\", "\\\\"));
    row.add(Long.toString(window.toMillis())).add(end.toString());
    row.add("t").add("0").add("hash");
    row.add(parts.get(Counter.REPORTS_MISSING) == 0 ? "t" : "f");
    for (Counter counter : Counter.ALL) {
      row.add(parts.knows(counter.group()) ? Long.toString(parts.get(counter)) : "\\N");
    }
    return row;
  }

  private static @Nullable Histogram numbers(StringJoiner row, Latency latency, MetricSet parts) {
    Histogram histogram = parts.latency(latency);
    if (histogram == null) {
      row.add(parts.knows(latency.group()) ? "0" : "\\N").add("\\N").add("\\N").add("\\N");
      return null;
    }
    row.add(Long.toString(histogram.count())).add(Long.toString(histogram.sum()));
    row.add(Long.toString(histogram.minMicros())).add(Long.toString(histogram.maxMicros()));
    return histogram;
  }
}
