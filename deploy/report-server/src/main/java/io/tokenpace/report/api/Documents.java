package io.tokenpace.report.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tokenpace.report.Range;
import io.tokenpace.report.Run;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parts that several documents share. Pure. */
final class Documents {
  private static final int MILLIS_DIGITS = 3;
  private static final int MICROS_DIGITS = 6;

  private Documents() {}

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }

  /** An instant as text, or JSON null. */
  static void put(ObjectNode document, String name, @Nullable Instant instant) {
    document.put(name, instant == null ? null : instant.toString());
  }

  static void putRange(ObjectNode document, Range range) {
    put(document, Names.FROM, range.from());
    put(document, Names.TO, range.to());
  }

  static void putRunTimes(ObjectNode document, Run run) {
    put(document, "run_start", run.start());
    put(document, "run_end", run.end());
    put(document, "results_until", run.resultsUntil());
  }

  /** Milliseconds as seconds; whole ones without a point. */
  static JsonNode seconds(long millis) {
    return millis % 1_000 == 0
        ? JsonNodeFactory.instance.numberNode(millis / 1_000)
        : JsonNodeFactory.instance.numberNode(BigDecimal.valueOf(millis, MILLIS_DIGITS));
  }

  /** Microseconds as seconds. */
  static BigDecimal secondsOfMicros(long micros) {
    return BigDecimal.valueOf(micros, MICROS_DIGITS);
  }

  /** Microseconds as milliseconds. */
  static BigDecimal millisOfMicros(long micros) {
    return BigDecimal.valueOf(micros, MILLIS_DIGITS);
  }

  /** How far a percentile may be from nearest rank. */
  static ObjectNode errorBound() {
    return object()
        .put("relative", new BigDecimal("0.01"))
        .put("absolute_ms", new BigDecimal("0.001"));
  }

  /** Puts what is in a value into a flat line, under names joined by dots; lists are left out. */
  static void flatten(ObjectNode line, String name, JsonNode value) {
    if (value instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        flatten(
            line, name.isEmpty() ? field.getKey() : name + "." + field.getKey(), field.getValue());
      }
    } else if (!value.isArray()) {
      line.set(name, value);
    }
  }
}
