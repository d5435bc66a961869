package io.tokenpace.aggregation.testing;

import io.tokenpace.aggregation.config.PipelineConfig;
import io.tokenpace.aggregation.config.Run;
import io.tokenpace.aggregation.window.RowWriter;
import io.tokenpace.aggregation.window.WindowRow;
import io.tokenpace.schemas.metrics.Counter;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is left of issued rows where a row replaces another only if it folded at least as much.
 *
 * <p>A key nobody fed may be charged before a late report shows who the time was really for; rows
 * of nothing are left of it. Whether there are any depends on the order of reports, so they count
 * as no rows here; but the one that says that a live key fell silent within its run stays.
 */
public final class FinalRows {
  private FinalRows() {}

  /** By key on the topic, the row that stays. */
  public static Map<String, WindowRow> of(List<WindowRow> rows, PipelineConfig config, Run run) {
    RowWriter writer = new RowWriter(config, run);
    Map<String, WindowRow> last = new TreeMap<>();
    for (WindowRow row : rows) {
      last.merge(
          new String(writer.key(row), StandardCharsets.UTF_8),
          row,
          (before, after) ->
              after.metrics().get(Counter.FOLDED) >= before.metrics().get(Counter.FOLDED)
                  ? after
                  : before);
    }
    Map<String, WindowRow> left = new TreeMap<>(last);
    if (run.live()) {
      left.values()
          .removeIf(
              row ->
                  ofNothing(row)
                      && !(Math.floorDiv(run.endMicros(), 1_000) >= row.endMillis()
                          && saysSilent(row, last.values())));
    }
    return left;
  }

  private static boolean ofNothing(WindowRow row) {
    return Counter.ALL.stream().allMatch(counter -> row.metrics().get(counter) == 0);
  }

  /** Whether the row one slide before it says something. */
  private static boolean saysSilent(WindowRow row, Collection<WindowRow> rows) {
    return rows.stream()
        .anyMatch(
            before ->
                before.endMillis() == row.endMillis() - row.window().slideMillis()
                    && before.window().equals(row.window())
                    && before.key().equals(row.key())
                    && !ofNothing(before));
  }

  /**
   * The same, as hexadecimal bytes on the wire, the revision taken out, and of silence the fact.
   */
  public static Map<String, String> bytes(List<WindowRow> rows, PipelineConfig config, Run run) {
    RowWriter writer = new RowWriter(config, run);
    Map<String, String> bytes = new TreeMap<>();
    of(rows, config, run)
        .forEach(
            (key, row) -> {
              WindowRow unrevised =
                  new WindowRow(row.key(), row.window(), row.endMillis(), 0, row.metrics());
              bytes.put(
                  key,
                  ofNothing(row) ? "silent" : HexFormat.of().formatHex(writer.value(unrevised)));
            });
    return bytes;
  }
}
