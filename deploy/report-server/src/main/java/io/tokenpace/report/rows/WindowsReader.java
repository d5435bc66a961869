package io.tokenpace.report.rows;

import io.tokenpace.report.KeyWindows;
import io.tokenpace.report.Range;
import io.tokenpace.report.Run;
import io.tokenpace.report.Window;
import io.tokenpace.report.Windows;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.OptionalLong;
import java.util.function.IntConsumer;
import javax.sql.DataSource;

/**
 * Reads tumbling windows one by one. Each series is read in one read-only transaction over one
 * snapshot.
 *
 * <p>Thread-safe if the data source is.
 */
public final class WindowsReader {
  /** Without a step, the finest is taken that gives no more windows of a key than this. */
  public static final int USUAL_WINDOWS = 500;

  private final DataSource database;
  private final Limits limits;
  private final RowCache cache;

  /** A reader within limits that keeps nothing. */
  public WindowsReader(DataSource database, Limits limits) {
    this(database, limits, new RowCache(0));
  }

  /** A reader within limits that uses rows that were read before. */
  public WindowsReader(DataSource database, Limits limits, RowCache cache) {
    this.database = database;
    this.limits = limits;
    this.cache = cache;
  }

  /**
   * The windows of a range, of some keys of a roll-up.
   *
   * @param stepMillis the windows' length, one of the run's; empty: the finest that gives at most
   *     {@link #USUAL_WINDOWS} windows, or else the longest. The range is rounded outward to it
   * @throws IllegalArgumentException if the run has no windows of that length
   * @throws NoSuchElementException if there is no such run
   * @throws TooMuchException if keys × windows are more than the limit
   * @throws ReportException if the rows cannot be read
   */
  public Windows read(RowQuery query, OptionalLong stepMillis) {
    return read(query, stepMillis, windows -> {});
  }

  /**
   * The windows of a range, of some keys of a roll-up, unless they are too many.
   *
   * @param stepMillis as above
   * @param allowed is told how many windows there are before any of them is read, and throws if
   *     that is not to be
   */
  public Windows read(RowQuery query, OptionalLong stepMillis, IntConsumer allowed) {
    return Snapshot.read(
        database,
        "run " + query.run(),
        connection ->
            windows(
                connection, new RunRows(connection).run(query.run()), query, stepMillis, allowed));
  }

  private Windows windows(
      Connection connection, Run run, RowQuery query, OptionalLong stepMillis, IntConsumer allowed)
      throws SQLException {
    Range asked = QueryMeaning.asked(run, query.from(), query.to());
    if (run.windowMillis().isEmpty()) {
      return new Windows(run, query.rollup(), asked, asked, 0, query.latencies(), List.of());
    }
    long step = stepMillis.isPresent() ? stepMillis.getAsLong() : usualStep(run, asked);
    if (!run.windowMillis().contains(step)) {
      throw new IllegalArgumentException(
          "step: %d ms (expected: one of %s)".formatted(step, run.windowMillis()));
    }
    Range used = asked.roundedOutward(step);
    List<KeyId> keys = QueryMeaning.keys(connection, run, query, used);
    requireFit(run, used, step, keys.size());
    List<ReportRows.Stretch> stretches = new ArrayList<>();
    for (int key = 0; key < keys.size() && windowsIn(used, step) > 0; key++) {
      stretches.add(new ReportRows.Stretch(key, used));
    }
    return new Windows(
        run,
        query.rollup(),
        asked,
        used,
        step,
        query.latencies(),
        byKey(connection, run, step, used, keys, stretches, query, allowed));
  }

  private List<KeyWindows> byKey(
      Connection connection,
      Run run,
      long step,
      Range range,
      List<KeyId> keys,
      List<ReportRows.Stretch> stretches,
      RowQuery query,
      IntConsumer allowed)
      throws SQLException {
    ReportRows rows = new ReportRows(connection, run);
    List<FoundRow> found = rows.find(keys, step, stretches, range, limits.points());
    allowed.accept(found.size());
    Map<Integer, List<Window>> windows = new HashMap<>();
    new CachedRows(rows, run, cache)
        .read(
            keys,
            step,
            found,
            range,
            query.latencies(),
            (place, read) -> {
              FoundRow row = found.get(place);
              Instant end = Instant.ofEpochMilli(row.position().windowEndMillis());
              windows
                  .computeIfAbsent(row.key(), key -> new ArrayList<>())
                  .add(
                      new Window(
                          new Range(end.minusMillis(step), end),
                          row.complete(),
                          () -> read.parts(query.latencies()),
                          Map.of()));
            });
    List<KeyWindows> byKey = new ArrayList<>();
    for (int key = 0; key < keys.size(); key++) {
      List<Window> ofKey = windows.get(key);
      if (ofKey != null) {
        ofKey.sort(Comparator.comparing(window -> window.range().from()));
        byKey.add(new KeyWindows(keys.get(key).key(), ofKey));
      }
    }
    return byKey;
  }

  private static long usualStep(Run run, Range asked) {
    List<Long> lengths = run.windowMillis();
    return lengths.stream()
        .filter(length -> windowsIn(asked.roundedOutward(length), length) <= USUAL_WINDOWS)
        .findFirst()
        .orElse(lengths.get(lengths.size() - 1));
  }

  private static long windowsIn(Range range, long step) {
    return Duration.between(range.from(), range.to()).toMillis() / step;
  }

  private void requireFit(Run run, Range range, long step, int keys) {
    long points = keys * windowsIn(range, step);
    if (points <= limits.points()) {
      return;
    }
    String fits =
        run.windowMillis().stream()
            .filter(
                length -> keys * windowsIn(range.roundedOutward(length), length) <= limits.points())
            .findFirst()
            .map(length -> "a step of %d s would fit".formatted(length / 1_000))
            .orElse(
                keys > limits.points()
                    ? "fewer keys would fit"
                    : "a range of %s would fit"
                        .formatted(Duration.ofMillis(limits.points() / keys * step)));
    throw new TooMuchException("points", points, limits.points(), fits);
  }
}
