package io.tokenpace.aggregation.cost;

import io.tokenpace.aggregation.config.GpuPrice;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What GPU time costs: the price of its type that is in force.
 *
 * <p>Thread-safe.
 */
public final class PriceList {
  private final Map<String, TreeMap<Long, Long>> nanosPerHour = new HashMap<>();

  /** Takes time at a price. */
  public interface Visitor {
    /**
     * Time at one price.
     *
     * @param micros how long, GPU microseconds
     * @param nanosPerHour its price; {@link #UNPRICED} if none is in force
     */
    void time(long micros, long nanosPerHour);
  }

  /** Stands for time nobody gave a price for. */
  public static final long UNPRICED = -1;

  /** The prices there are, in any order, none like another in type and start. */
  public PriceList(List<GpuPrice> prices) {
    for (GpuPrice price : prices) {
      nanosPerHour
          .computeIfAbsent(price.gpuType(), absent -> new TreeMap<>())
          .put(price.validFromMicros(), price.nanosPerHour());
    }
  }

  /** Visits a stretch of one GPU's time, parted where its price changes. */
  public void forEachPrice(String gpuType, long fromMicros, long toMicros, Visitor visitor) {
    TreeMap<Long, Long> ofType = nanosPerHour.get(gpuType);
    if (ofType == null) {
      visitor.time(toMicros - fromMicros, UNPRICED);
      return;
    }
    long from = fromMicros;
    while (from < toMicros) {
      Map.Entry<Long, Long> inForce = ofType.floorEntry(from);
      Long change = ofType.higherKey(from);
      long to = change == null ? toMicros : Math.min(toMicros, change);
      visitor.time(to - from, inForce == null ? UNPRICED : inForce.getValue());
      from = to;
    }
  }
}
