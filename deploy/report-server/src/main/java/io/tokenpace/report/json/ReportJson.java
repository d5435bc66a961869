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
import java.time.Instant;
import org.jspecify.annotations.Nullable;

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

  private ReportJson() {}

  /**
   * A report of all latencies as a JSON document, UTF-8 text that ends in a line feed.
   *
   * @throws IllegalArgumentException if a key is not a JSON object, or not all were read
   */
  public static String write(Report report) {
    ObjectNode document = MAPPER.createObjectNode();
    document.put("run", report.run().name());
    document.put("from", report.used().from().toString());
    document.put("to", report.used().to().toString());
    document.put("run_start", report.run().start().toString());
    @Nullable Instant end = report.run().end();
    document.put("run_end", end == null ? null : end.toString());
    ArrayNode rollups = document.putArray("rollups");
    for (RollupReport rollup : report.rollups()) {
      rollups.add(write(report, rollup));
    }
    try {
      return WRITER.writeValueAsString(document) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of JSON is always JSON", e);
    }
  }

  private static ObjectNode write(Report report, RollupReport rollup) {
    ObjectNode entry = MAPPER.createObjectNode();
    entry.put("rollup", rollup.rollup());
    entry.set("key", MetricsJson.key(rollup.key()));
    entry.set("metrics", MetricsJson.metrics(Selection.everything(), report, rollup));
    entry.set("views", MetricsJson.views(Selection.everything(), report, rollup));
    return entry;
  }
}
