package io.tokenpace.report.rows;

import io.tokenpace.report.Percentiles;
import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.Latency;
import io.tokenpace.schemas.metrics.Latency.Part;
import io.tokenpace.schemas.metrics.MetricSet;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The columns of a rolling row: counters, and of each latency numbers in place of a histogram. They
 * come from the metric dictionary as code, never from a caller.
 */
final class PercentileColumns {
  private static final List<Part> NUMBERS = List.of(Part.COUNT, Part.SUM, Part.MIN, Part.MAX);

  /** Parts per million by what columns call them. */
  private static final Map<String, Integer> QUANTILES = quantiles();

  private final List<Latency> latencies;

  /** The columns of all counters and of some latencies. */
  PercentileColumns(Collection<Latency> latencies) {
    this.latencies = Latency.ALL.stream().filter(latencies::contains).toList();
  }

  private static Map<String, Integer> quantiles() {
    Map<String, Integer> quantiles = new LinkedHashMap<>();
    quantiles.put("_p50_micros", 500_000);
    quantiles.put("_p90_micros", 900_000);
    quantiles.put("_p95_micros", 950_000);
    quantiles.put("_p99_micros", 990_000);
    quantiles.put("_p999_micros", 999_000);
    return quantiles;
  }

  /** All columns, for a select list; the order is the one {@link #addTo} expects. */
  String list() {
    return Stream.concat(
            Counter.ALL.stream().map(Counter::columnName),
            latencies.stream()
                .flatMap(
                    latency ->
                        Stream.concat(
                            NUMBERS.stream().map(latency::columnName),
                            QUANTILES.keySet().stream()
                                .map(suffix -> latency.columnName() + suffix))))
        .collect(Collectors.joining(", "));
  }

  /**
   * Adds the current row of a result.
   *
   * @param percentiles takes the latencies that have observations
   * @param firstColumn position of the first column of {@link #list()}
   */
  void addTo(
      MetricSet metrics, Map<Latency, Percentiles> percentiles, ResultSet row, int firstColumn)
      throws SQLException {
    int column = RowColumns.addCounters(metrics, row, firstColumn);
    for (Latency latency : latencies) {
      long count = row.getLong(column);
      if (!row.wasNull()) {
        metrics.know(latency.group());
        if (count > 0) {
          percentiles.put(latency, numbers(count, row, column));
        }
      }
      column += NUMBERS.size() + QUANTILES.size();
    }
  }

  private static Percentiles numbers(long count, ResultSet row, int countColumn)
      throws SQLException {
    Map<Integer, Long> quantiles = new HashMap<>();
    int column = countColumn + NUMBERS.size();
    for (int partsPerMillion : QUANTILES.values()) {
      quantiles.put(partsPerMillion, row.getLong(column++));
    }
    return new Percentiles(
        count,
        row.getLong(countColumn + 1),
        row.getLong(countColumn + 2),
        row.getLong(countColumn + 3),
        quantiles);
  }
}
