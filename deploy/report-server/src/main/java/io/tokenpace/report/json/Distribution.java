package io.tokenpace.report.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tokenpace.schemas.histogram.Histogram;
import io.tokenpace.schemas.histogram.HistogramLayout;
import io.tokenpace.schemas.metrics.Latency;
import io.tokenpace.schemas.metrics.MetricSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** How the observations of a latency are spread, as JSON. */
public final class Distribution {
  /** So many bins, unless others are asked for. */
  public static final int USUAL_BINS = 60;

  /** No more bins than this. */
  public static final int MOST_BINS = 500;

  private Distribution() {}

  /**
   * Bins that touch, of about equal ratios of their bounds, from the smallest observation's cell to
   * the largest one's. Each is a whole number of histogram cells, so their counts are exact and add
   * up; where cells are few there are fewer bins.
   *
   * @param bins how many at most, from 1 to {@link #MOST_BINS}
   * @return bounds in milliseconds, the upper ones exclusive; no bins without observations, JSON
   *     null for a latency nobody measured
   */
  public static JsonNode of(MetricSet parts, Latency latency, int bins) {
    if (!(bins >= 1 && bins <= MOST_BINS)) {
      throw new IllegalArgumentException("bins: %d (expected: 1 to %d)".formatted(bins, MOST_BINS));
    }
    if (!parts.knows(latency.group())) {
      return NullNode.getInstance();
    }
    ObjectNode distribution = JsonNodeFactory.instance.objectNode();
    distribution.put("unit", "ms");
    ArrayNode low = distribution.putArray("low_ms");
    ArrayNode high = distribution.putArray("high_ms");
    ArrayNode count = distribution.putArray("count");
    Histogram histogram = parts.latency(latency);
    if (histogram != null) {
      NavigableMap<Integer, Long> byFirstCell = empty(histogram, bins);
      int end = HistogramLayout.index(histogram.maxMicros()) + 1;
      histogram.forEachCell(
          (cell, inCell) -> byFirstCell.merge(byFirstCell.floorKey(cell), inCell, Long::sum));
      for (Map.Entry<Integer, Long> bin : byFirstCell.entrySet()) {
        Integer next = byFirstCell.higherKey(bin.getKey());
        low.add(Rounding.millis(HistogramLayout.lowMicros(bin.getKey())));
        high.add(Rounding.millis(lowOrEnd(next == null ? end : next)));
        count.add(bin.getValue());
      }
    }
    return distribution;
  }

  /** Empty bins by their first cell. */
  private static NavigableMap<Integer, Long> empty(Histogram histogram, int bins) {
    int first = HistogramLayout.index(histogram.minMicros());
    int last = HistogramLayout.index(histogram.maxMicros());
    double low = Math.max(1, HistogramLayout.lowMicros(first));
    double ratio = Math.max(1, lowOrEnd(last + 1) / low);
    NavigableMap<Integer, Long> byFirstCell = new TreeMap<>();
    byFirstCell.put(first, 0L);
    for (int bin = 1; bin < bins; bin++) {
      long bound = Math.round(low * Math.pow(ratio, (double) bin / bins));
      int cell = HistogramLayout.index(Math.min(bound, histogram.maxMicros()));
      if (cell > first) {
        byFirstCell.put(cell, 0L);
      }
    }
    return byFirstCell;
  }

  /** The lower bound of a cell, of the one after the last the upper bound of that. */
  private static long lowOrEnd(int cell) {
    return cell == 0 ? 0 : HistogramLayout.lowMicros(cell - 1) + HistogramLayout.width(cell - 1);
  }
}
