package io.tokenpace.report.rows;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tokenpace.schemas.histogram.Histogram;
import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.Latency;
import io.tokenpace.schemas.metrics.MetricSet;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rows that were read before, as long as they stay what they were. Every reading finds each row in
 * its own snapshot first; a row kept here is used only if the one found is the very same issue, so
 * no number is ever older than the snapshot.
 *
 * <p>Thread-safe; may be shared by readers of one database.
 */
public final class RowCache {
  private static final int SET_BYTES = 200 + Long.BYTES * Counter.ALL.size();
  private static final int HISTOGRAM_BYTES = 1_200;

  /** A page of 32 cells is seldom full. */
  private static final int BYTES_A_CELL = 16;

  private final Cache<Issue, MetricSet> rows;

  /**
   * A cache.
   *
   * @param mostBytes about how much memory it may take; 0: it keeps nothing
   */
  public RowCache(long mostBytes) {
    this.rows =
        Caffeine.newBuilder()
            .maximumWeight(mostBytes)
            .weigher((Issue issue, MetricSet parts) -> bytes(parts))
            .build();
  }

  /**
   * One issue of a row, as far as it was read. Whoever writes a row leaves another transaction and
   * another time on it.
   *
   * @param run the run's name
   * @param runStart the run's start
   * @param key the row's key
   * @param position where it lies
   * @param stamp which issue it is
   * @param latencies the latencies that were read
   */
  record Issue(
      String run,
      Instant runStart,
      KeyId key,
      RowPosition position,
      Stamp stamp,
      Set<Latency> latencies) {}

  /**
   * What tells issues of a row apart.
   *
   * @param transaction number of the transaction that wrote it
   * @param writtenAt when that began
   */
  record Stamp(long transaction, Instant writtenAt) {}

  /** A row, to be read only; null if it is not here. */
  @Nullable MetricSet get(Issue issue) {
    return rows.getIfPresent(issue);
  }

  /** Keeps a row, which from now on is read only. */
  void put(Issue issue, MetricSet parts) {
    rows.put(issue, parts);
  }

  private static int bytes(MetricSet parts) {
    int bytes = SET_BYTES;
    for (Latency latency : Latency.ALL) {
      Histogram histogram = parts.latency(latency);
      if (histogram != null) {
        bytes += HISTOGRAM_BYTES + BYTES_A_CELL * histogram.cells();
      }
    }
    return bytes;
  }
}
