package io.tokenpace.report.rows;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Rows that were read before, as long as they stay what they were.
 *
 * <p>No number is older for it than without it. Which rows there are, whether they are complete and
 * which issue each of them is, every reading finds in its own snapshot of the database; a row kept
 * here only saves the reading of the columns, and only if it is the very issue found. Issues are
 * told apart by the number of the transaction that wrote them and by {@code written_at}, when that
 * began: no row has two issues of one transaction that anybody else could see, and a number that
 * comes again, after four thousand million others or in a restored database, comes with another
 * time. So
 *
 * <ul>
 *   <li>a row written again, of a live run or by late reports, is another issue;
 *   <li>a row that is new is found, and one that was deleted with its run is not;
 *   <li>a run that was deleted and made again under its name has other issues of every row;
 *   <li>of two readings with snapshots of different ages, each sees the issues of its own.
 * </ul>
 *
 * <p>Whoever writes rows has to leave {@code written_at} of {@code now()} on them, as the loader
 * does.
 *
 * <p>Thread-safe; may be shared by all readers of one database.
 */
public final class RowCache {
  /** Of the largest heap: what rows may take, beside the answers that are made of them. */
  private static final int SHARE_OF_HEAP = 4;

  /** The place of a row, its issue, and what the cache itself keeps of each. */
  private static final int PLACE_BYTES = 250;

  private final Cache<Place, Kept> rows;
  private final LongAdder found = new LongAdder();
  private final LongAdder read = new LongAdder();

  /**
   * A cache.
   *
   * @param mostBytes about how much memory it may take; 0: it keeps nothing
   */
  public RowCache(long mostBytes) {
    this.rows =
        Caffeine.newBuilder()
            .maximumWeight(mostBytes)
            .weigher((Place place, Kept kept) -> PLACE_BYTES + kept.row().bytes())
            .build();
  }

  /** A cache of a quarter of the largest heap this process may have. */
  public static RowCache ofHeap() {
    return new RowCache(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
  }

  /**
   * Where a row lies.
   *
   * @param run the run's name
   * @param live whether it is live
   * @param key the row's key
   * @param position its window
   */
  record Place(String run, boolean live, KeyId key, RowPosition position) {}

  /**
   * What tells issues of a row apart.
   *
   * @param transaction number of the transaction that wrote it
   * @param writtenAtMicros when that began, microseconds of the epoch
   */
  record Issue(long transaction, long writtenAtMicros) {}

  private record Kept(Issue issue, PackedRow row) {}

  /** An issue of a row, as far as it was read; null if it is not here. */
  @Nullable PackedRow get(Place place, Issue issue) {
    Kept kept = rows.getIfPresent(place);
    if (kept == null || !kept.issue().equals(issue)) {
      return null;
    }
    found.increment();
    return kept.row();
  }

  /** Keeps an issue of a row in place of any other. */
  void put(Place place, Issue issue, PackedRow row) {
    read.increment();
    rows.put(place, new Kept(issue, row));
  }

  /** About how much memory the rows take now, bytes. */
  public long bytes() {
    return rows.policy().eviction().orElseThrow().weightedSize().orElse(0);
  }

  /** Rows that were asked for and found here, whole or in part, since the start. */
  public long found() {
    return found.sum();
  }

  /** Rows that had to be read from the database, whole or in part, since the start. */
  public long read() {
    return read.sum();
  }

  /** How many rows are kept. */
  public long size() {
    return rows.estimatedSize();
  }
}
