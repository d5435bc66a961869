package io.tokenpace.aggregation.slice;

import io.tokenpace.aggregation.config.RollupSpec;
import io.tokenpace.aggregation.rollup.RollupKey;
import io.tokenpace.schemas.codec.InFlightCursor;
import io.tokenpace.schemas.codec.SeriesLabels;
import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.MetricGroup;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;

/**
 * What a list of requests in flight shows: how many of a key's requests wait for their first output
 * at that moment on that node, and how long the longest of them has.
 *
 * <p>NOT thread-safe.
 */
final class InFlightGauges {
  private final List<RollupSpec> rollups;
  private long[] waiting = new long[64];
  private long[] oldestMicros = new long[64];
  private boolean[] listed = new boolean[64];

  private static final class Wait {
    private long requests;
    private long oldestMicros;
  }

  InFlightGauges(List<RollupSpec> rollups) {
    this.rollups = rollups;
  }

  /**
   * Reads a list.
   *
   * @param micros when it was complete, UTC microseconds
   * @param seriesCount number of series of the report
   * @param labels by series
   * @param slice the slice that moment lies in
   * @param feeds takes every series the list names: its keys are fed by it
   */
  void fold(
      InFlightCursor list,
      long micros,
      int seriesCount,
      IntFunction<SeriesLabels> labels,
      Slice slice,
      IntConsumer feeds) {
    read(list, micros, seriesCount);
    slice.know(slice.place.gpuType(), MetricGroup.IN_FLIGHT);
    Map<RollupKey, Wait> waits = new HashMap<>();
    for (int series = 0; series < seriesCount; series++) {
      if (!listed[series]) {
        continue;
      }
      feeds.accept(series);
      if (waiting[series] == 0) {
        continue;
      }
      for (RollupSpec rollup : rollups) {
        RollupKey key = RollupKey.of(rollup, slice.place, labels.apply(series));
        Wait wait = waits.computeIfAbsent(key, absent -> new Wait());
        wait.requests += waiting[series];
        wait.oldestMicros = Math.max(wait.oldestMicros, oldestMicros[series]);
      }
    }
    waits.forEach(
        (key, wait) -> {
          slice.ofKey(key).add(Counter.AWAITING_FIRST_TOKEN_MAX, wait.requests);
          slice.ofKey(key).add(Counter.OLDEST_WAIT_MICROS, wait.oldestMicros);
        });
  }

  private void read(InFlightCursor list, long micros, int seriesCount) {
    if (waiting.length < seriesCount) {
      waiting = new long[seriesCount];
      oldestMicros = new long[seriesCount];
      listed = new boolean[seriesCount];
    }
    Arrays.fill(waiting, 0);
    Arrays.fill(oldestMicros, 0);
    Arrays.fill(listed, false);
    while (list.next()) {
      int series = list.series();
      listed[series] = true;
      if (list.outputTokens() == 0) {
        waiting[series]++;
        oldestMicros[series] = Math.max(oldestMicros[series], micros - list.acceptedMicros());
      }
    }
  }
}
