package io.tokenpace.jobs.loader;

import io.tokenpace.jobs.loader.RowColumn.Role;
import io.tokenpace.jobs.loader.RowColumn.Value;
import io.tokenpace.schemas.histogram.Histogram;
import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.Latency;
import io.tokenpace.schemas.metrics.Latency.Part;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A table of rows. The metric columns come from the lists of counters and latencies, so no name in
 * a statement comes from data. Immutable.
 */
final class RowTable {
  /** Windows that do not overlap, with histograms: these may be merged. */
  static final RowTable TUMBLING_ROWS = new RowTable("tumbling_rows", RowTable::histogramColumns);

  /** Every window, as numbers: for charts and alerts. */
  static final RowTable ROLLING_ROWS = new RowTable("rolling_rows", RowTable::percentileColumns);

  private final List<RowColumn> columns;
  private final String upsert;

  private RowTable(String tableName, Function<Latency, Stream<RowColumn>> latencyColumns) {
    List<RowColumn> all = new ArrayList<>(keyAndFlags());
    for (Counter counter : Counter.ALL) {
      all.add(content(counter.columnName(), Types.BIGINT, row -> valueOf(counter, row)));
    }
    Latency.ALL.stream().flatMap(latencyColumns).forEach(all::add);
    this.columns = List.copyOf(all);
    // A row replaces another only if it folded at least as much: whatever order rows come in.
    this.upsert = Upsert.statement(tableName, columns, Counter.FOLDED.columnName());
  }

  /** The columns in the order of the statement's parameters; all but {@code written_at}. */
  List<RowColumn> columns() {
    return columns;
  }

  /** The statement that writes one row. */
  String upsert() {
    return upsert;
  }

  /**
   * Sets the statement's parameters.
   *
   * @throws IllegalArgumentException if the bytes hold no row, which decoding has ruled out
   */
  void bind(PreparedStatement statement, ResultRow result) throws SQLException {
    DecodedRow row = RowDecoder.decode(result.value()).orThrow();
    for (int i = 0; i < columns.size(); i++) {
      columns.get(i).bind(statement, i + 1, row);
    }
  }

  private static List<RowColumn> keyAndFlags() {
    return List.of(
        key("run", Types.VARCHAR, decoded -> decoded.row().getRun()),
        key("live", Types.BOOLEAN, decoded -> decoded.row().getLive()),
        key("rollup", Types.VARCHAR, decoded -> decoded.row().getRollup()),
        key("key", Types.VARCHAR, decoded -> decoded.row().getKey()),
        key("window_millis", Types.BIGINT, decoded -> decoded.row().getWindowMillis()),
        key(
            "window_end",
            Types.TIMESTAMP_WITH_TIMEZONE,
            decoded -> decoded.row().getWindowEnd().atOffset(ZoneOffset.UTC)),
        content("tumbling", Types.BOOLEAN, decoded -> decoded.row().getTumbling()),
        new RowColumn(
            "revision", Role.INFORMATIONAL, Types.INTEGER, decoded -> decoded.row().getRevision()),
        content("config_hash", Types.VARCHAR, decoded -> decoded.row().getConfigHash()),
        content("complete", Types.BOOLEAN, decoded -> decoded.row().getComplete()));
  }

  private static RowColumn key(String name, int sqlType, Value value) {
    return new RowColumn(name, Role.KEY, sqlType, value);
  }

  private static RowColumn content(String name, int sqlType, Value value) {
    return new RowColumn(name, Role.CONTENT, sqlType, value);
  }

  private static @Nullable Object valueOf(Counter counter, DecodedRow row) {
    return row.metrics().knows(counter.group()) ? row.metrics().get(counter) : null;
  }

  private static Stream<RowColumn> numberColumns(Latency latency) {
    return Stream.of(
        content(latency.columnName(Part.COUNT), Types.BIGINT, row -> countOf(latency, row)),
        ofHistogram(latency, latency.columnName(Part.SUM), Types.BIGINT, Histogram::sum),
        ofHistogram(latency, latency.columnName(Part.MIN), Types.BIGINT, Histogram::minMicros),
        ofHistogram(latency, latency.columnName(Part.MAX), Types.BIGINT, Histogram::maxMicros));
  }

  private static Stream<RowColumn> histogramColumns(Latency latency) {
    return Stream.concat(
        numberColumns(latency),
        Stream.of(
            ofHistogram(latency, latency.columnName(Part.INDEX), Types.ARRAY, RowTable::indexOf),
            ofHistogram(
                latency, latency.columnName(Part.COUNTS), Types.ARRAY, RowTable::countsOf)));
  }

  private static Stream<RowColumn> percentileColumns(Latency latency) {
    return Stream.concat(
        numberColumns(latency),
        Arrays.stream(Percentile.values())
            .map(
                percentile ->
                    ofHistogram(
                        latency,
                        percentile.columnName(latency),
                        Types.BIGINT,
                        histogram -> histogram.quantileMicros(percentile.partsPerMillion()))));
  }

  private static RowColumn ofHistogram(
      Latency latency, String name, int sqlType, Function<Histogram, Object> read) {
    return content(
        name,
        sqlType,
        row -> {
          Histogram histogram = row.metrics().latency(latency);
          return histogram == null ? null : read.apply(histogram);
        });
  }

  private static @Nullable Object countOf(Latency latency, DecodedRow row) {
    if (!row.metrics().knows(latency.group())) {
      return null;
    }
    Histogram histogram = row.metrics().latency(latency);
    return histogram == null ? 0L : histogram.count();
  }

  private static int[] indexOf(Histogram histogram) {
    int[] index = new int[histogram.cells()];
    int[] filled = {0};
    histogram.forEachCell((cell, count) -> index[filled[0]++] = cell);
    return index;
  }

  private static long[] countsOf(Histogram histogram) {
    long[] counts = new long[histogram.cells()];
    int[] filled = {0};
    histogram.forEachCell((cell, count) -> counts[filled[0]++] = count);
    return counts;
  }
}
