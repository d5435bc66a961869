package io.tokenpace.aggregation.testing;

import io.tokenpace.aggregation.config.PipelineConfig;
import io.tokenpace.aggregation.config.Run;
import io.tokenpace.aggregation.window.RowWriter;
import io.tokenpace.aggregation.window.WindowRow;
import io.tokenpace.schemas.metrics.Counter;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is left of issued rows where a row replaces another only if it folded at least as much. */
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
    return last;
  }

  /** The same, as hexadecimal bytes on the wire, the revision taken out. */
  public static Map<String, String> bytes(List<WindowRow> rows, PipelineConfig config, Run run) {
    RowWriter writer = new RowWriter(config, run);
    Map<String, String> bytes = new TreeMap<>();
    of(rows, config, run)
        .forEach(
            (key, row) -> {
              WindowRow unrevised =
                  new WindowRow(row.key(), row.window(), row.endMillis(), 0, row.metrics());
              bytes.put(key, HexFormat.of().formatHex(writer.value(unrevised)));
            });
    return bytes;
  }
}
