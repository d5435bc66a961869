package io.tokenpace.report.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tokenpace.report.Report;
import io.tokenpace.report.RollupReport;
import io.tokenpace.report.Window;
import io.tokenpace.report.Windows;
import io.tokenpace.schemas.metrics.Latency;
import io.tokenpace.schemas.metrics.MetricGroup;
import io.tokenpace.schemas.metrics.MetricSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Selected metrics as JSON, under the dictionary's names and with its rounding. A metric of which
 * only fields were selected is an object with those fields; null stands for undefined and unknown.
 *
 * <p>Thread-safe.
 */
public final class MetricsJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private MetricsJson() {}

  /**
   * The selected metrics of a key, those of views left out.
   *
   * @throws IllegalArgumentException if the report did not read a latency they need
   */
  public static ObjectNode metrics(Selection selection, Report report, RollupReport rollup) {
    requireRead(selection, report.latencies());
    return metrics(selection, new Parts(rollup.parts(), report.coveredMicros()));
  }

  /**
   * The selected metrics of a window, those of views left out.
   *
   * @throws IllegalArgumentException if the series did not read a latency they need
   */
  public static ObjectNode metrics(Selection selection, Windows windows, Window window) {
    requireRead(selection, windows.latencies());
    return metrics(
        selection,
        new Parts(
            window.parts(),
            window.percentiles(),
            windows.run().coveredMicros(window.range().from(), window.range().to())));
  }

  private static ObjectNode metrics(Selection selection, Parts parts) {
    ObjectNode metrics = JsonNodeFactory.instance.objectNode();
    selection
        .shown()
        .forEach(
            (name, fields) -> {
              if (Selection.VIEWS.stream().noneMatch(view -> name.startsWith(prefix(view)))) {
                metrics.set(name, value(name, fields, parts));
              }
            });
    return metrics;
  }

  /**
   * The selected metrics of views that were on, by view.
   *
   * @throws IllegalArgumentException if the report did not read a latency they need
   */
  public static ObjectNode views(Selection selection, Report report, RollupReport rollup) {
    requireRead(selection, report.latencies());
    return views(selection, new Parts(rollup.parts(), report.coveredMicros()));
  }

  private static ObjectNode views(Selection selection, Parts parts) {
    ObjectNode views = JsonNodeFactory.instance.objectNode();
    for (MetricGroup group : Selection.VIEWS) {
      if (!parts.metrics().knows(group)) {
        continue;
      }
      String prefix = prefix(group);
      ObjectNode view = JsonNodeFactory.instance.objectNode();
      selection
          .shown()
          .forEach(
              (name, fields) -> {
                if (name.startsWith(prefix)) {
                  view.set(name.substring(prefix.length()), value(name, fields, parts));
                }
              });
      if (!view.isEmpty()) {
        views.set(group.name().toLowerCase(Locale.ROOT), view);
      }
    }
    return views;
  }

  private static String prefix(MetricGroup view) {
    return view.name().toLowerCase(Locale.ROOT) + "_";
  }

  private static JsonNode value(String name, Set<String> fields, Parts parts) {
    JsonNode value = Selection.metric(name).value().apply(parts);
    if (fields.isEmpty() || !(value instanceof ObjectNode object)) {
      return value;
    }
    return object.retain(fields);
  }

  /** What was not read would look as if it had no observations. */
  private static void requireRead(Selection selection, Set<Latency> read) {
    if (!read.containsAll(selection.latencies())) {
      throw new IllegalArgumentException(
          "latencies: %s (expected: all of %s)".formatted(read, selection.latencies()));
    }
  }

  /** Share of the reports sent that arrived, over the keys of the report's first roll-up. */
  public static JsonNode completeness(Report report) {
    MetricSet all = new MetricSet();
    if (!report.rollups().isEmpty()) {
      String first = report.rollups().get(0).rollup();
      report.rollups().stream()
          .filter(rollup -> rollup.rollup().equals(first))
          .forEach(rollup -> all.merge(rollup.parts()));
    }
    return value("completeness", Set.of(), new Parts(all, Map.of(), report.coveredMicros()));
  }

  /**
   * A key's labels.
   *
   * @throws IllegalArgumentException if it is not a JSON object
   */
  public static ObjectNode key(String canonical) {
    try {
      return MAPPER.readValue(canonical, ObjectNode.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "key: %s (expected: labels as a JSON object)".formatted(canonical), e);
    }
  }
}
