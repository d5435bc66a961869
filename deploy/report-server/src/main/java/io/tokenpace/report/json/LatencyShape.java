package io.tokenpace.report.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tokenpace.schemas.metrics.Latency;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Latencies as JSON objects. */
final class LatencyShape {
  /** Shown quantiles in parts per million, in order. */
  private static final Map<String, Integer> QUANTILES = quantiles();

  private static final String INFINITY = "Infinity";

  private LatencyShape() {}

  private static Map<String, Integer> quantiles() {
    Map<String, Integer> quantiles = new LinkedHashMap<>();
    quantiles.put("p50_ms", 500_000);
    quantiles.put("p90_ms", 900_000);
    quantiles.put("p95_ms", 950_000);
    quantiles.put("p99_ms", 990_000);
    quantiles.put("p999_ms", 999_000);
    return quantiles;
  }

  /** A latency; without observations the count is 0 and the rest null, unknown it is null. */
  static JsonNode of(Latency latency, Parts parts) {
    if (!parts.metrics().knows(latency.group())) {
      return NullNode.getInstance();
    }
    @Nullable Observed observed = parts.observed(latency);
    ObjectNode shape = JsonNodeFactory.instance.objectNode();
    if (observed == null) {
      shape.put("count", 0L).putNull("mean_ms").putNull("min_ms").putNull("max_ms");
      QUANTILES.keySet().forEach(shape::putNull);
      return shape;
    }
    long count = observed.count();
    shape.put("count", count);
    shape.put("mean_ms", Rounding.meanMillis(observed.sum(), latency.sumUnit().perMicro(), count));
    shape.put("min_ms", Rounding.millis(observed.minMicros()));
    shape.put("max_ms", Rounding.millis(observed.maxMicros()));
    QUANTILES.forEach(
        (name, partsPerMillion) ->
            shape.put(name, shown(observed.quantileMicros(partsPerMillion))));
    return shape;
  }

  private static @Nullable BigDecimal shown(@Nullable Long micros) {
    return micros == null ? null : Rounding.millis(micros);
  }

  /**
   * A latency with observations of +infinity beside its finite ones. The count is of all of them; a
   * quantile whose rank lies beyond the finite ones is "Infinity". Ready numbers tell the others
   * only if all are finite, as then they are the latency's own.
   */
  static JsonNode withInfinite(Latency latency, long infinite, Parts parts) {
    if (!parts.metrics().knows(latency.group())) {
      return NullNode.getInstance();
    }
    @Nullable Observed observed = parts.observed(latency);
    long finite = observed == null ? 0 : observed.count();
    long count = finite + infinite;
    ObjectNode shape = JsonNodeFactory.instance.objectNode();
    shape.put("count", count).put("infinite", infinite);
    QUANTILES.forEach(
        (name, partsPerMillion) -> {
          long rank = rank(partsPerMillion, count);
          if (count == 0) {
            shape.putNull(name);
          } else if (observed == null || rank > finite) {
            shape.put(name, INFINITY);
          } else if (infinite == 0) {
            shape.put(name, shown(observed.quantileMicros(partsPerMillion)));
          } else {
            shape.put(name, shown(observed.atRankMicros(rank)));
          }
        });
    return shape;
  }

  /** max(1, ⌈q · n⌉) without overflow. */
  private static long rank(int partsPerMillion, long count) {
    long wholes = count / 1_000_000 * partsPerMillion;
    long rest = (count % 1_000_000 * partsPerMillion + 999_999) / 1_000_000;
    return Math.max(1, wholes + rest);
  }

  /** Number of observations of a latency. */
  static BigInteger count(Latency latency, Parts parts) {
    @Nullable Observed observed = parts.observed(latency);
    return observed == null ? BigInteger.ZERO : BigInteger.valueOf(observed.count());
  }

  /** One quantile of a latency in microseconds, or null if it has none or it is not known. */
  static @Nullable Long quantileMicros(Latency latency, int partsPerMillion, Parts parts) {
    @Nullable Observed observed = parts.observed(latency);
    return observed == null ? null : observed.quantileMicros(partsPerMillion);
  }
}
