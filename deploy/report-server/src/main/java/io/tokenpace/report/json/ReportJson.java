package io.tokenpace.report.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tokenpace.report.Report;
import io.tokenpace.report.RollupReport;
import io.tokenpace.schemas.metrics.MetricGroup;
import java.util.List;
import java.util.Locale;

/**
 * Writes reports as JSON. The order of everything is fixed and numbers are rounded from exact
 * integers, so equal reports give equal bytes.
 *
 * <p>Thread-safe.
 */
public final class ReportJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN).build();
  private static final ObjectWriter WRITER =
      MAPPER.writer(new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")));
  private static final List<Metric> METRICS = Dictionary.metrics();

  /** Groups that are views of their own; all others are the main view. */
  private static final List<MetricGroup> VIEWS = List.of(MetricGroup.VLLM_BENCH);

  private ReportJson() {}

  /**
   * A report as a JSON document, UTF-8 text that ends in a line feed.
   *
   * @throws IllegalArgumentException if a key is not a JSON object
   */
  public static String write(Report report) {
    ObjectNode document = MAPPER.createObjectNode();
    document.put("run", report.run());
    document.put("from", report.from().toString());
    document.put("to", report.to().toString());
    document.put("run_start", report.runStart().toString());
    document.put("run_end", report.runEnd() == null ? null : report.runEnd().toString());
    ArrayNode rollups = document.putArray("rollups");
    for (RollupReport rollup : report.rollups()) {
      rollups.add(write(rollup, new Parts(rollup.parts(), report.coveredMicros())));
    }
    try {
      return WRITER.writeValueAsString(document) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of JSON is always JSON", e);
    }
  }

  private static ObjectNode write(RollupReport rollup, Parts parts) {
    ObjectNode entry = MAPPER.createObjectNode();
    entry.put("rollup", rollup.rollup());
    entry.set("key", key(rollup.key()));
    ObjectNode metrics = entry.putObject("metrics");
    METRICS.forEach(metric -> metrics.set(metric.name(), metric.value().apply(parts)));
    ObjectNode views = entry.putObject("views");
    for (MetricGroup group : VIEWS) {
      if (rollup.parts().knows(group)) {
        String name = group.name().toLowerCase(Locale.ROOT);
        ObjectNode view = views.putObject(name);
        Dictionary.view(group)
            .forEach(
                metric ->
                    view.set(
                        metric.name().substring(name.length() + 1), metric.value().apply(parts)));
      }
    }
    return entry;
  }

  private static ObjectNode key(String canonical) {
    try {
      return MAPPER.readValue(canonical, ObjectNode.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "key: %s (expected: labels as a JSON object)".formatted(canonical), e);
    }
  }
}
