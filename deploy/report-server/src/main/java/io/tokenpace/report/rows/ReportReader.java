package io.tokenpace.report.rows;

import io.tokenpace.report.Range;
import io.tokenpace.report.Report;
import io.tokenpace.report.RollupReport;
import io.tokenpace.report.Run;
import io.tokenpace.schemas.metrics.Latency;
import io.tokenpace.schemas.metrics.MetricSet;
import io.tokenpace.schemas.metrics.WasteLedger;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Reads reports from PostgreSQL. Each is read in one read-only transaction over one snapshot, so a
 * row that is replaced meanwhile is seen in one issue only.
 *
 * <p>Thread-safe if the data source is.
 */
public final class ReportReader {
  /** The roll-ups in the order they are shown; others follow by name. */
  public static final List<String> ROLLUP_ORDER = List.of("fleet", "model", "node");

  private static final Set<Latency> ALL_LATENCIES = Set.copyOf(Latency.ALL);

  private final DataSource database;
  private final Limits limits;
  private final List<String> rollupOrder;
  private final RowCache cache;

  /** A reader that shows roll-ups in the usual order, within the usual limits. */
  public ReportReader(DataSource database) {
    this(database, Limits.USUAL);
  }

  /** A reader that shows roll-ups in the usual order and keeps nothing. */
  public ReportReader(DataSource database, Limits limits) {
    this(database, limits, ROLLUP_ORDER);
  }

  /** A reader that shows roll-ups in the usual order and uses rows that were read before. */
  public ReportReader(DataSource database, Limits limits, RowCache cache) {
    this(database, limits, ROLLUP_ORDER, cache);
  }

  /** A reader that shows roll-ups in an order of its own; those not named follow by name. */
  public ReportReader(DataSource database, Limits limits, List<String> rollupOrder) {
    this(database, limits, rollupOrder, new RowCache(0));
  }

  private ReportReader(
      DataSource database, Limits limits, List<String> rollupOrder, RowCache cache) {
    this.database = database;
    this.limits = limits;
    this.rollupOrder = List.copyOf(rollupOrder);
    this.cache = cache;
  }

  /** The usual order of roll-ups by name. */
  static Comparator<String> shownOrder() {
    return order(ROLLUP_ORDER);
  }

  private static Comparator<String> order(List<String> first) {
    return Comparator.comparingInt(
            (String rollup) -> first.contains(rollup) ? first.indexOf(rollup) : first.size())
        .thenComparing(Comparator.naturalOrder());
  }

  /**
   * What a run says about a range.
   *
   * @param from start of the range
   * @param to end of the range, exclusive, after its start; both are rounded outward to the
   *     shortest tumbling window of the run
   * @throws IllegalArgumentException if the range is empty
   * @throws NoSuchElementException if there is no such run
   * @throws TooMuchException if that would merge more rows than the limit
   * @throws ReportException if the rows cannot be read
   */
  public Report read(String run, Instant from, Instant to) {
    return readAllRollups(run, from, to);
  }

  /**
   * What a run says about all of its time; of a live run, up to the end of its latest window.
   *
   * @throws NoSuchElementException if there is no such run
   * @throws TooMuchException if that would merge more rows than the limit
   * @throws ReportException if the rows cannot be read
   */
  public Report readWholeRun(String run) {
    return readAllRollups(run, null, null);
  }

  private Report readAllRollups(String name, @Nullable Instant from, @Nullable Instant to) {
    RowQuery everything = new RowQuery(name, from, to, "", Map.of(), ALL_LATENCIES);
    return Snapshot.read(
        database,
        "run " + name,
        connection -> {
          RunRows rows = new RunRows(connection);
          Run run = rows.run(name);
          List<RowQuery> queries =
              rows.rollups(run).stream().map(rollup -> ofRollup(everything, rollup)).toList();
          return report(connection, run, everything, queries);
        });
  }

  private static RowQuery ofRollup(RowQuery query, String rollup) {
    return new RowQuery(
        query.run(), query.from(), query.to(), rollup, query.labels(), query.latencies());
  }

  /**
   * What a run says about a range, of some keys of a roll-up.
   *
   * @throws NoSuchElementException if there is no such run
   * @throws TooMuchException if that would merge more rows than the limit
   * @throws ReportException if the rows cannot be read
   */
  public Report read(RowQuery query) {
    return read(List.of(query));
  }

  /**
   * What a run says about a range, of several roll-ups from one snapshot.
   *
   * @param queries at least one; they differ in roll-up and labels only
   * @throws IllegalArgumentException if they differ in anything else
   * @throws NoSuchElementException if there is no such run
   * @throws TooMuchException if that would merge more rows than the limit
   * @throws ReportException if the rows cannot be read
   */
  public Report read(List<RowQuery> queries) {
    RowQuery first = queries.get(0);
    for (RowQuery query : queries) {
      RowQuery alike =
          new RowQuery(
              first.run(),
              first.from(),
              first.to(),
              query.rollup(),
              query.labels(),
              first.latencies());
      if (!query.equals(alike)) {
        throw new IllegalArgumentException(
            "queries: %s (expected: run, range and latencies of %s)".formatted(query, first));
      }
    }
    return Snapshot.read(
        database,
        "run " + first.run(),
        connection -> report(connection, new RunRows(connection).run(first.run()), first, queries));
  }

  private Report report(Connection connection, Run run, RowQuery first, List<RowQuery> queries)
      throws SQLException {
    Range asked = QueryMeaning.asked(run, first.from(), first.to());
    if (run.windowMillis().isEmpty()) {
      return new Report(run, asked, asked, first.latencies(), List.of());
    }
    Range used = asked.roundedOutward(run.windowMillis().get(0));
    List<KeyId> keys = new ArrayList<>();
    for (RowQuery query : queries) {
      keys.addAll(QueryMeaning.keys(connection, run, query, used));
    }
    ReportRows rows = new ReportRows(connection, run);
    List<RollupReport> rollups = merged(rows, run, used, keys, first.latencies());
    return new Report(
        run,
        asked,
        used,
        first.latencies(),
        rollups.stream()
            .sorted(
                Comparator.comparing(RollupReport::rollup, order(rollupOrder))
                    .thenComparing(RollupReport::key))
            .toList());
  }

  private List<RollupReport> merged(
      ReportRows rows, Run run, Range range, List<KeyId> keys, Set<Latency> latencies)
      throws SQLException {
    Map<Long, List<FoundRow>> chosen = choose(rows, run, range, keys);
    CachedRows cached = new CachedRows(rows, run, cache);
    @Nullable MetricSet[] parts = new @Nullable MetricSet[keys.size()];
    boolean[] incomplete = new boolean[keys.size()];
    for (Map.Entry<Long, List<FoundRow>> ofLength : chosen.entrySet()) {
      List<FoundRow> found = ofLength.getValue();
      cached.read(
          keys,
          ofLength.getKey(),
          found,
          range,
          latencies,
          (place, row) -> {
            int key = found.get(place).key();
            incomplete[key] |= !found.get(place).complete();
            MetricSet merged = parts[key];
            if (merged == null) {
              merged = new MetricSet();
              parts[key] = merged;
            }
            row.addTo(merged, latencies);
          });
    }
    List<RollupReport> rollups = new ArrayList<>();
    for (int key = 0; key < parts.length; key++) {
      MetricSet merged = parts[key];
      if (merged != null) {
        WasteLedger.divideCost(merged);
        rollups.add(
            new RollupReport(
                keys.get(key).rollup(), keys.get(key).key(), !incomplete[key], merged));
      }
    }
    return rollups;
  }

  /** The rows that tile a range, by length. */
  private Map<Long, List<FoundRow>> choose(ReportRows rows, Run run, Range range, List<KeyId> keys)
      throws SQLException {
    List<Tiling> tilings = Stream.generate(() -> new Tiling(range)).limit(keys.size()).toList();
    Map<Long, List<FoundRow>> chosen = new LinkedHashMap<>();
    int left = limits.rows();
    for (long length : Tiling.longestFirst(run.windowMillis())) {
      List<ReportRows.Stretch> stretches = new ArrayList<>();
      for (int key = 0; key < tilings.size(); key++) {
        for (Range gap : tilings.get(key).gaps(length)) {
          stretches.add(new ReportRows.Stretch(key, gap));
        }
      }
      if (stretches.isEmpty()) {
        continue;
      }
      List<FoundRow> found = rows.find(keys, length, stretches, range, left + 1);
      if (found.size() > left) {
        throw tooMuch(keys.size(), range);
      }
      left -= found.size();
      take(found, tilings);
      chosen.put(length, found);
    }
    return chosen;
  }

  private static void take(List<FoundRow> found, List<Tiling> tilings) {
    Map<Integer, List<RowPosition>> byKey = new HashMap<>();
    for (FoundRow row : found) {
      byKey.computeIfAbsent(row.key(), key -> new ArrayList<>()).add(row.position());
    }
    byKey.forEach((key, positions) -> tilings.get(key).take(positions));
  }

  private TooMuchException tooMuch(int keys, Range range) {
    return new TooMuchException(
        "rows",
        limits.rows() + 1L,
        limits.rows(),
        "%d keys from %s to %s: ask for fewer keys or a shorter range"
            .formatted(keys, range.from(), range.to()));
  }
}
