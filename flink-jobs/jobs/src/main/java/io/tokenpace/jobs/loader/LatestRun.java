package io.tokenpace.jobs.loader;

import java.util.LinkedHashMap;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.util.Collector;

/**
 * Passes on what a row says about its run only if it is news: every row repeats it, and the table
 * {@code runs} needs it once. If rows of one run contradict each other, the one appended last is
 * right, whatever order the partitions are read in.
 *
 * <p>What was said is kept in memory for the {@value #MAX_RUNS} runs heard of last, not in Flink's
 * state: after a restart a run is passed on once more, which the table ignores.
 *
 * <p>Confined to its task's thread.
 */
final class LatestRun implements FlatMapFunction<RunRow, RunRow> {
  static final int MAX_RUNS = 1_000;

  private static final long serialVersionUID = 1L;

  private final LinkedHashMap<String, RunRow> latest = new LinkedHashMap<>(16, 0.75f, true);

  @Override
  public void flatMap(RunRow row, Collector<RunRow> out) {
    RunRow before = latest.get(row.run());
    if (before != null
        && (row.appendedMicros() < before.appendedMicros() || before.saysTheSameAs(row))) {
      return;
    }
    latest.put(row.run(), row);
    if (latest.size() > MAX_RUNS) {
      latest.remove(latest.keySet().iterator().next());
    }
    out.collect(row);
  }
}
