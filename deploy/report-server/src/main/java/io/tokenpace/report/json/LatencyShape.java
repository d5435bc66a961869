package io.tokenpace.report.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tokenpace.schemas.histogram.Histogram;
import io.tokenpace.schemas.histogram.HistogramLayout;
import io.tokenpace.schemas.metrics.Latency;
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
    Histogram histogram = parts.metrics().latency(latency);
    ObjectNode shape = JsonNodeFactory.instance.objectNode();
    if (histogram == null) {
      shape.put("count", 0L).putNull("mean_ms").putNull("min_ms").putNull("max_ms");
      QUANTILES.keySet().forEach(shape::putNull);
      return shape;
    }
    long count = histogram.count();
    shape.put("count", count);
    shape.put("mean_ms", Rounding.meanMillis(histogram.sum(), latency.sumUnit().perMicro(), count));
    shape.put("min_ms", Rounding.millis(histogram.minMicros()));
    shape.put("max_ms", Rounding.millis(histogram.maxMicros()));
    QUANTILES.forEach(
        (name, partsPerMillion) ->
            shape.put(name, Rounding.millis(histogram.quantileMicros(partsPerMillion))));
    return shape;
  }

  /**
   * A latency with observations of +infinity beside its finite ones. The count is of all of them; a
   * quantile whose rank lies beyond the finite ones is "Infinity".
   */
  static JsonNode withInfinite(Latency latency, long infinite, Parts parts) {
    if (!parts.metrics().knows(latency.group())) {
      return NullNode.getInstance();
    }
    Histogram histogram = parts.metrics().latency(latency);
    long finite = histogram == null ? 0 : histogram.count();
    long count = finite + infinite;
    ObjectNode shape = JsonNodeFactory.instance.objectNode();
    shape.put("count", count).put("infinite", infinite);
    QUANTILES.forEach(
        (name, partsPerMillion) -> {
          long rank = rank(partsPerMillion, count);
          if (count == 0) {
            shape.putNull(name);
          } else if (histogram == null || rank > finite) {
            shape.put(name, INFINITY);
          } else {
            shape.put(name, Rounding.millis(atRank(histogram, rank)));
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

  /** The value a histogram shows for the observation with a rank, as its own quantiles do. */
  private static long atRank(Histogram histogram, long rank) {
    long[] remaining = {rank};
    long[] midpoint = {histogram.maxMicros()};
    histogram.forEachCell(
        (index, inCell) -> {
          if (remaining[0] > 0 && remaining[0] <= inCell) {
            midpoint[0] = HistogramLayout.midpointMicros(index);
          }
          remaining[0] -= inCell;
        });
    return Math.max(histogram.minMicros(), Math.min(histogram.maxMicros(), midpoint[0]));
  }

  /** Number of observations of a latency. */
  static BigInteger count(Latency latency, Parts parts) {
    Histogram histogram = parts.metrics().latency(latency);
    return histogram == null ? BigInteger.ZERO : BigInteger.valueOf(histogram.count());
  }

  /** One quantile of a latency in microseconds, or null without observations. */
  static @Nullable Long quantileMicros(Latency latency, int partsPerMillion, Parts parts) {
    Histogram histogram = parts.metrics().latency(latency);
    return histogram == null ? null : histogram.quantileMicros(partsPerMillion);
  }
}
