package io.tokenpace.standalone.truth;

import io.tokenpace.aggregation.config.GpuPrice;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the GPUs of a run cost, computed from when their nodes reported, interval by interval.
 *
 * <p>Source: the metric dictionary, "Cost".
 */
final class KnownCost {
  private static final BigInteger HOUR_MICROS = BigInteger.valueOf(3_600_000_000L);

  private final List<GpuPrice> prices;
  private final long sliceMicros;
  private final long leaseMicros;
  private final long startMicros;
  private final long endMicros;

  private record Interval(long from, long to) {}

  /** Costs of a run from its start to its end. */
  KnownCost(
      List<GpuPrice> prices, long sliceMicros, long leaseMicros, long startMicros, long endMicros) {
    this.prices = prices;
    this.sliceMicros = sliceMicros;
    this.leaseMicros = leaseMicros;
    this.startMicros = startMicros;
    this.endMicros = endMicros;
  }

  /** Nano-dollars in all. Every node serves alone. */
  BigInteger nanos(Collection<SeenReports.Boot> boots) {
    Map<String, Map<String, List<Interval>>> byNodeAndGpu = new LinkedHashMap<>();
    Map<String, String> types = new LinkedHashMap<>();
    for (SeenReports.Boot boot : boots) {
      types.putAll(boot.gpuTypes());
      for (String gpu : boot.gpuTypes().keySet()) {
        byNodeAndGpu
            .computeIfAbsent(boot.node(), absent -> new LinkedHashMap<>())
            .computeIfAbsent(gpu, absent -> new ArrayList<>())
            .addAll(intervals(boot));
      }
    }
    BigInteger sum = BigInteger.ZERO;
    for (Map<String, List<Interval>> gpus : byNodeAndGpu.values()) {
      // Nano-dollars an hour times microseconds, so that nothing is rounded before its time.
      Map<String, Map<Long, BigInteger>> worthByTypeAndSlice = new LinkedHashMap<>();
      gpus.forEach(
          (gpu, intervals) -> {
            String type = String.valueOf(types.get(gpu));
            Map<Long, BigInteger> worthBySlice =
                worthByTypeAndSlice.computeIfAbsent(type, absent -> new LinkedHashMap<>());
            union(intervals).forEach(interval -> spread(interval, type, worthBySlice));
          });
      for (Map<Long, BigInteger> ofType : worthByTypeAndSlice.values()) {
        for (BigInteger worth : ofType.values()) {
          sum = sum.add(roundHalfUp(worth));
        }
      }
    }
    return sum;
  }

  private List<Interval> intervals(SeenReports.Boot boot) {
    List<Interval> alive = new ArrayList<>();
    long end = boot.finalMicros() < 0 ? Long.MAX_VALUE : boot.finalMicros();
    long first = boot.reportedMicros().stream().mapToLong(Long::longValue).min().orElseThrow();
    alive.add(clipped(boot.fromMicros(), Math.min(first, end)));
    for (long reported : boot.reportedMicros()) {
      alive.add(clipped(reported, Math.min(reported + leaseMicros, end)));
    }
    return alive;
  }

  private Interval clipped(long from, long to) {
    return new Interval(Math.max(from, startMicros), Math.min(to, endMicros));
  }

  private static List<Interval> union(List<Interval> intervals) {
    List<Interval> sorted =
        intervals.stream()
            .filter(interval -> interval.to() > interval.from())
            .sorted(Comparator.comparingLong(Interval::from))
            .toList();
    List<Interval> union = new ArrayList<>();
    for (Interval next : sorted) {
      Interval last = union.isEmpty() ? null : union.get(union.size() - 1);
      if (last != null && next.from() <= last.to()) {
        union.set(union.size() - 1, new Interval(last.from(), Math.max(last.to(), next.to())));
      } else {
        union.add(next);
      }
    }
    return union;
  }

  /** Cuts an interval where a slice ends and where a price changes. */
  private void spread(Interval interval, String type, Map<Long, BigInteger> worthBySlice) {
    for (long from = interval.from(); from < interval.to(); ) {
      long slice = Math.floorDiv(from, sliceMicros);
      long to = Math.min(interval.to(), (slice + 1) * sliceMicros);
      for (GpuPrice price : prices) {
        if (price.gpuType().equals(type) && price.validFromMicros() > from) {
          to = Math.min(to, price.validFromMicros());
        }
      }
      worthBySlice.merge(
          slice, hourlyNanos(type, from).multiply(BigInteger.valueOf(to - from)), BigInteger::add);
      from = to;
    }
  }

  private BigInteger hourlyNanos(String type, long micros) {
    return prices.stream()
        .filter(price -> price.gpuType().equals(type) && price.validFromMicros() <= micros)
        .max(Comparator.comparingLong(GpuPrice::validFromMicros))
        .map(price -> BigInteger.valueOf(price.nanosPerHour()))
        .orElse(BigInteger.ZERO);
  }

  private static BigInteger roundHalfUp(BigInteger nanoMicros) {
    return nanoMicros.add(HOUR_MICROS.shiftRight(1)).divide(HOUR_MICROS);
  }
}
