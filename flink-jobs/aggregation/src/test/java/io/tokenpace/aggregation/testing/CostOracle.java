package io.tokenpace.aggregation.testing;

import io.tokenpace.aggregation.config.GpuPrice;
import io.tokenpace.aggregation.config.PipelineConfig;
import io.tokenpace.aggregation.config.Run;
import io.tokenpace.schemas.codec.BootIdentity;
import io.tokenpace.schemas.codec.ReportLabels;
import io.tokenpace.schemas.codec.SeriesLabels;
import io.tokenpace.schemas.wire.Gpu;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Who bears how much GPU time and money, by brute force: every moment at which anything begins or
 * ends cuts a slice, and each piece is held against every report.
 */
public final class CostOracle {
  private static final BigDecimal MICROS_PER_HOUR = BigDecimal.valueOf(3_600_000_000L);
  private static final SeriesLabels IDLE =
      new SeriesLabels("(idle)", "(idle)", "(idle)", "(idle)", "(idle)");

  private final PipelineConfig config;
  private final Run run;
  private final ExpectedGoodput goodput;
  private final UnseenOracle unseen;
  private final List<Charge> charges = new ArrayList<>();
  private final Map<Mode, Integer> slicesByMode = new EnumMap<>(Mode.class);

  /** By node, slice and type of GPU. */
  private final Map<String, Map<Long, Map<String, GpuTime>>> ofNodes = new HashMap<>();

  /** By what a slice's cost is shared. */
  public enum Mode {
    /** By the work done in it. */
    WORK,
    /** By the requests in flight. */
    IN_FLIGHT,
    /** By nothing. */
    IDLE
  }

  /**
   * What one label set bears of one slice and type of GPUs on one node.
   *
   * @param costNanos of it idle if the labels say so
   */
  record Charge(
      long sliceMicros,
      ReportLabels from,
      String gpuType,
      SeriesLabels labels,
      long gpuMicros,
      long unpricedMicros,
      long costNanos) {
    boolean idle() {
      return labels.equals(IDLE);
    }
  }

  /**
   * Time of a node's GPUs.
   *
   * @param worth price times micros, so that nothing is rounded
   */
  private record GpuTime(long micros, long unpricedMicros, long worth) {
    GpuTime plus(GpuTime other) {
      return new GpuTime(
          micros + other.micros, unpricedMicros + other.unpricedMicros, worth + other.worth);
    }
  }

  private static final class Boot {
    private final List<SentReport> reports = new ArrayList<>();

    SentReport any() {
      return reports.get(0);
    }

    long overMicros(long leaseMicros) {
      long last = 0;
      for (SentReport report : reports) {
        if (report.last()) {
          return report.completeThroughMicros();
        }
        last = Math.max(last, report.completeThroughMicros() + leaseMicros);
      }
      return last;
    }
  }

  /** An oracle over the reports that came. */
  public CostOracle(PipelineConfig config, Run run, List<SentReport> reports, UnseenOracle unseen) {
    this.unseen = unseen;
    this.config = config;
    this.run = run;
    this.goodput = new ExpectedGoodput(config.goodput());
    Map<String, Map<BootIdentity, Boot>> groups = new TreeMap<>();
    for (SentReport report : reports) {
      groups
          .computeIfAbsent(report.from().servingGroup(), absent -> new HashMap<>())
          .computeIfAbsent(report.boot(), absent -> new Boot())
          .reports
          .add(report);
    }
    groups.values().forEach(boots -> charge(List.copyOf(boots.values())));
  }

  /** What everybody bears. */
  List<Charge> charges() {
    return charges;
  }

  /** How many slices of serving groups were shared so. */
  public int slices(Mode mode) {
    return slicesByMode.getOrDefault(mode, 0);
  }

  /** Whether a node's own GPUs of any of these types were there in a slice. */
  boolean hasGpuTime(String node, long sliceMicros, Predicate<String> types) {
    return ofNode(node, sliceMicros).keySet().stream().anyMatch(types);
  }

  /** Whether any of that time has a price. */
  boolean hasPricedTime(String node, long sliceMicros, Predicate<String> types) {
    return ofNode(node, sliceMicros).entrySet().stream()
        .filter(ofType -> types.test(ofType.getKey()))
        .anyMatch(ofType -> ofType.getValue().micros > ofType.getValue().unpricedMicros);
  }

  private Map<String, GpuTime> ofNode(String node, long sliceMicros) {
    return ofNodes.getOrDefault(node, Map.of()).getOrDefault(sliceMicros, Map.of());
  }

  private void charge(List<Boot> boots) {
    long sliceMicros = config.sliceMillis() * 1_000;
    long leaseMicros = config.leaseMillis() * 1_000;
    long first = Long.MAX_VALUE;
    long last = 0;
    for (Boot boot : boots) {
      for (SentReport report : boot.reports) {
        first = Math.min(first, report.baseMicros());
        last = Math.max(last, report.completeThroughMicros() + leaseMicros);
      }
    }
    for (long start = first / sliceMicros * sliceMicros; start < last; start += sliceMicros) {
      charge(boots, start, start + sliceMicros);
    }
  }

  private void charge(List<Boot> boots, long start, long end) {
    Map<String, Gpu> gpus = new TreeMap<>();
    Map<String, ReportLabels> nodeOfGpu = new HashMap<>();
    for (Boot boot : boots) {
      for (Gpu gpu : boot.any().gpus()) {
        gpus.put(gpu.getUuid(), gpu);
        nodeOfGpu.put(gpu.getUuid(), boot.any().from());
      }
    }
    Map<String, Map<ReportLabels, GpuTime>> byType = new TreeMap<>();
    List<Long> cuts = List.copyOf(cuts(boots, start, end));
    for (Gpu gpu : gpus.values()) {
      for (int i = 1; i < cuts.size(); i++) {
        long from = cuts.get(i - 1);
        long length = cuts.get(i) - from;
        if (!inRun(from) || boots.stream().noneMatch(boot -> has(boot, gpu, from))) {
          continue;
        }
        long price = price(gpu.getType(), from);
        GpuTime time =
            price < 0
                ? new GpuTime(length, length, 0)
                : new GpuTime(length, 0, Math.multiplyExact(length, price));
        byType
            .computeIfAbsent(gpu.getType(), absent -> new HashMap<>())
            .merge(nodeOfGpu.get(gpu.getUuid()), time, GpuTime::plus);
      }
    }
    if (byType.isEmpty()) {
      return;
    }
    Map<SeriesLabels, Long> weights = weights(boots, start, end);
    byType.forEach(
        (type, byNode) -> {
          byNode.forEach(
              (node, time) ->
                  ofNodes
                      .computeIfAbsent(node.node(), absent -> new HashMap<>())
                      .computeIfAbsent(start, absent -> new HashMap<>())
                      .put(type, time));
          long worth = byNode.values().stream().mapToLong(GpuTime::worth).sum();
          long cost =
              BigDecimal.valueOf(worth)
                  .divide(MICROS_PER_HOUR, 0, RoundingMode.HALF_UP)
                  .longValueExact();
          share(type, byNode, cost, weights, start);
        });
  }

  private boolean inRun(long micros) {
    return micros >= run.startMicros() && micros < run.endMicros();
  }

  /** Every moment in a slice at which anything changes. */
  private Set<Long> cuts(List<Boot> boots, long start, long end) {
    long leaseMicros = config.leaseMillis() * 1_000;
    Set<Long> cuts = new TreeSet<>(List.of(start, end, run.startMicros(), run.endMicros()));
    config.prices().forEach(price -> cuts.add(price.validFromMicros()));
    for (Boot boot : boots) {
      for (SentReport report : boot.reports) {
        cuts.add(report.baseMicros());
        cuts.add(report.completeThroughMicros());
        cuts.add(report.completeThroughMicros() + leaseMicros);
      }
    }
    cuts.removeIf(cut -> cut < start || cut > end);
    return cuts;
  }

  /** Whether a boot that names a GPU is alive at a moment. */
  private boolean has(Boot boot, Gpu gpu, long micros) {
    long leaseMicros = config.leaseMillis() * 1_000;
    if (boot.any().gpus().stream().noneMatch(named -> named.getUuid().equals(gpu.getUuid()))) {
      return false;
    }
    for (SentReport report : boot.reports) {
      if (report.last() && micros >= report.completeThroughMicros()) {
        return false;
      }
    }
    for (SentReport report : boot.reports) {
      long from = report.sequence() == 0 ? report.baseMicros() : report.completeThroughMicros();
      if (micros >= from && micros < report.completeThroughMicros() + leaseMicros) {
        return true;
      }
    }
    return false;
  }

  /** Nano-dollars an hour, or −1 without a price. */
  private long price(String type, long micros) {
    return config.prices().stream()
        .filter(price -> price.gpuType().equals(type) && price.validFromMicros() <= micros)
        .max(Comparator.comparingLong(GpuPrice::validFromMicros))
        .map(GpuPrice::nanosPerHour)
        .orElse(-1L);
  }

  private Map<SeriesLabels, Long> weights(List<Boot> boots, long start, long end) {
    Map<SeriesLabels, Long> work = new HashMap<>();
    Map<SeriesLabels, Long> inFlight = new HashMap<>();
    for (Boot boot : boots) {
      for (SentReport report : boot.reports) {
        for (Event event : report.events()) {
          if (event.timeMicros() >= start && event.timeMicros() < end) {
            work.merge(event.request().labels(), work(event), Long::sum);
          }
        }
      }
      inFlight(boot, start, end, inFlight);
    }
    boolean worked = work.values().stream().anyMatch(weight -> weight > 0);
    Mode mode = worked ? Mode.WORK : inFlight.isEmpty() ? Mode.IDLE : Mode.IN_FLIGHT;
    slicesByMode.merge(mode, 1, Integer::sum);
    return mode == Mode.WORK ? work : mode == Mode.IN_FLIGHT ? inFlight : Map.of(IDLE, 1L);
  }

  private long work(Event event) {
    Request request = event.request();
    return switch (event.type()) {
      case STARTED -> 0;
      case CHUNK -> 1_000L * event.output().tokens();
      case ENDED ->
          1_000 * (request.outputTokens() - request.countedTokens()) + goodput.prefillWork(request);
    };
  }

  /** Counts each of a boot's requests that was in flight at some moment of a slice. */
  private void inFlight(Boot boot, long start, long end, Map<SeriesLabels, Long> inFlight) {
    long over = boot.overMicros(config.leaseMillis() * 1_000);
    Set<Request> seen = new HashSet<>();
    Set<Request> ended = new HashSet<>();
    for (SentReport report : boot.reports) {
      seen.addAll(report.listed() == null ? Set.of() : report.listed().keySet());
      for (Event event : report.events()) {
        if (event.type() == Event.Type.ENDED) {
          ended.add(event.request());
        }
        if (event.type() != Event.Type.CHUNK) {
          seen.add(event.request());
        }
      }
    }
    for (Request request : seen) {
      long unended = Math.min(over, unseen.goneMicros(boot.any().boot(), request));
      long until = ended.contains(request) ? request.end().orElseThrow().timeMicros() : unended;
      if (request.acceptedMicros() < end && until > start) {
        inFlight.merge(request.labels(), 1L, Long::sum);
      }
    }
  }

  private void share(
      String type,
      Map<ReportLabels, GpuTime> byNode,
      long cost,
      Map<SeriesLabels, Long> weights,
      long start) {
    TreeMap<List<String>, ReportLabels> sorted = new TreeMap<>(Shares.BY_BYTES);
    byNode.keySet().forEach(node -> sorted.put(List.of(node.node()), node));
    List<ReportLabels> nodes = List.copyOf(sorted.values());
    List<GpuTime> times = nodes.stream().map(byNode::get).map(Objects::requireNonNull).toList();
    List<Long> micros = times.stream().map(GpuTime::micros).toList();
    List<Long> unpriced = times.stream().map(GpuTime::unpricedMicros).toList();
    List<Long> worth = times.stream().map(GpuTime::worth).toList();
    Map<SeriesLabels, Long> ofMicros = Shares.byLabels(sum(micros), weights);
    Map<SeriesLabels, Long> ofUnpriced = Shares.byLabels(sum(unpriced), weights);
    Map<SeriesLabels, Long> ofCost = Shares.byLabels(cost, weights);
    for (SeriesLabels labels : ofMicros.keySet()) {
      List<Long> microsOfNodes = Shares.largestRemainder(ofMicros.getOrDefault(labels, 0L), micros);
      List<Long> unpricedOfNodes =
          Shares.largestRemainder(ofUnpriced.getOrDefault(labels, 0L), unpriced);
      List<Long> costOfNodes = Shares.largestRemainder(ofCost.getOrDefault(labels, 0L), worth);
      for (int node = 0; node < nodes.size(); node++) {
        long gpuMicros = microsOfNodes.get(node);
        long costNanos = costOfNodes.get(node);
        if (gpuMicros > 0 || costNanos > 0) {
          charges.add(
              new Charge(
                  start,
                  nodes.get(node),
                  type,
                  labels,
                  gpuMicros,
                  unpricedOfNodes.get(node),
                  costNanos));
        }
      }
    }
  }

  private static long sum(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).sum();
  }
}
