package io.tokenpace.report.rows;

import io.tokenpace.report.Range;
import io.tokenpace.report.Run;
import io.tokenpace.schemas.metrics.Latency;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows that were found: from the cache, and from the database what is not there. Of a row
 * some of whose latencies are kept, only others are read.
 *
 * <p>Confined to the thread and the transaction of its rows.
 */
final class CachedRows {
  private final ReportRows rows;
  private final Run run;
  private final RowCache cache;

  CachedRows(ReportRows rows, Run run, RowCache cache) {
    this.rows = rows;
    this.run = run;
    this.cache = cache;
  }

  /**
   * A row that is not kept, or not all of it.
   *
   * @param place which of the rows asked for, by position
   * @param kept what there is of it
   */
  private record Unread(int place, @Nullable PackedRow kept) {}

  /**
   * Reads rows of one length.
   *
   * @param keys the keys that the rows belong to
   * @param range holds all rows
   * @param taker takes each row, with the latencies asked for at least; in any order
   */
  void read(
      List<KeyId> keys,
      long windowMillis,
      List<FoundRow> asked,
      Range range,
      Set<Latency> latencies,
      ReportRows.Taker taker)
      throws SQLException {
    List<Unread> unread = new ArrayList<>();
    for (int place = 0; place < asked.size(); place++) {
      FoundRow row = asked.get(place);
      PackedRow kept = cache.get(place(keys, row), row.issue());
      if (kept != null && kept.has(latencies)) {
        taker.take(place, kept);
      } else {
        unread.add(new Unread(place, kept));
      }
    }
    if (unread.isEmpty()) {
      return;
    }
    List<FoundRow> found = unread.stream().map(one -> asked.get(one.place())).toList();
    rows.read(
        keys,
        windowMillis,
        found,
        range,
        missing(unread, latencies),
        (position, read) -> {
          PackedRow kept = unread.get(position).kept();
          PackedRow row = kept == null ? read : kept.with(read);
          FoundRow one = found.get(position);
          cache.put(place(keys, one), one.issue(), row);
          taker.take(unread.get(position).place(), row);
        });
  }

  /** The latencies that at least one row lacks. */
  private static Set<Latency> missing(List<Unread> unread, Set<Latency> asked) {
    Set<Latency> missing = EnumSet.noneOf(Latency.class);
    for (Unread row : unread) {
      PackedRow kept = row.kept();
      if (kept == null) {
        return asked;
      }
      asked.stream().filter(latency -> !kept.has(latency)).forEach(missing::add);
    }
    return missing;
  }

  private RowCache.Place place(List<KeyId> keys, FoundRow row) {
    return new RowCache.Place(run.name(), run.live(), keys.get(row.key()), row.position());
  }
}
