package io.tokenpace.aggregation.slice;

import io.tokenpace.aggregation.config.PipelineConfig;
import io.tokenpace.aggregation.config.RollupSpec;
import io.tokenpace.aggregation.config.Run;
import io.tokenpace.aggregation.cost.Charge;
import io.tokenpace.aggregation.cost.CostShares;
import io.tokenpace.aggregation.cost.GpuTime;
import io.tokenpace.aggregation.cost.Intervals;
import io.tokenpace.aggregation.cost.PriceList;
import io.tokenpace.aggregation.cost.Share;
import io.tokenpace.aggregation.rollup.Place;
import io.tokenpace.aggregation.rollup.RollupKey;
import io.tokenpace.schemas.codec.EndedCursor;
import io.tokenpace.schemas.codec.ReportCursor;
import io.tokenpace.schemas.codec.ReportGpu;
import io.tokenpace.schemas.codec.SeriesLabels;
import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.MetricGroup;
import io.tokenpace.schemas.metrics.MetricSet;
import io.tokenpace.schemas.wire.ProducerState;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongConsumer;

/**
 * Charges the GPU time of a serving group to those it worked for, slice by slice.
 *
 * <p>A boot is alive from each of its reports for the lease; its GPUs are charged while it is, each
 * once however many boots name it. What changes after a slice was charged is charged as the
 * difference, so that the sums are the same in whatever order reports come.
 *
 * <p>Source: the metric dictionary, "Cost".
 *
 * <p>Thread-safe: holds no state but configuration.
 */
final class CostFolder {
  private final PipelineConfig config;
  private final Run run;
  private final PriceList prices;

  CostFolder(PipelineConfig config, Run run) {
    this.config = config;
    this.run = run;
    this.prices = new PriceList(config.prices());
  }

  /**
   * Notes that the boot of a report is alive.
   *
   * @param openMicros start of the oldest slice that is open
   * @param slices takes the start of every slice that has to be charged, or charged anew
   */
  void alive(BootState boot, ReportCursor report, long openMicros, LongConsumer slices) {
    if (nameGpus(boot, report)) {
      // A boot's GPUs are all that any of its reports names, so the open slices before have them
      // too.
      boot.alive.forEachWithin(
          openMicros, boot.alive.lastEndMicros(), (from, to) -> forEachSlice(from, to, slices));
    }
    long reported = report.completeThroughMicros();
    boolean isFinal = report.state() == ProducerState.FINAL;
    long leaseMicros = config.leaseMillis() * 1_000;
    // A first report claims no more than its lease of the past, whatever its base time is.
    long from =
        report.sequence() == 0
            ? Math.max(Math.min(report.baseTimeMicros(), reported), reported - leaseMicros)
            : reported;
    long to = isFinal ? reported : reported + leaseMicros;
    if (isFinal && reported < boot.finalMicros) {
      boot.finalMicros = reported;
      forEachSlice(Math.max(reported, openMicros), boot.alive.lastEndMicros(), slices);
    }
    long knownTo = boot.alive.endOfStretchAt(from);
    boot.alive.add(from, to);
    forEachSlice(Math.max(knownTo, openMicros), to, slices);
  }

  /** Whether the report names a GPU its boot did not name so before. */
  private static boolean nameGpus(BootState boot, ReportCursor report) {
    boolean news = false;
    for (ReportGpu gpu : report.gpus()) {
      String known = boot.gpus.get(gpu.uuid());
      String type = known == null ? gpu.type() : first(known, gpu.type());
      if (!type.equals(known) && (known != null || boot.gpus.size() < ReportGpu.MAX_PER_REPORT)) {
        boot.gpus.put(gpu.uuid(), type);
        news = true;
      }
    }
    return news;
  }

  /** Of two types that are given for one GPU, one that does not depend on their order. */
  private static String first(String one, String other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  /** Visits the slices of the run that a stretch lies in. */
  private void forEachSlice(long fromMicros, long toMicros, LongConsumer slices) {
    long from = Math.max(fromMicros, run.startMicros());
    long to = Math.min(toMicros, run.endMicros());
    for (long start = config.sliceStartMillis(from);
        start * 1_000 < to;
        start += config.sliceMillis()) {
      slices.accept(start);
    }
  }

  /**
   * From a moment on, others may have been in flight than was known.
   *
   * @param slices takes the start of every slice that has to be charged anew
   */
  void sharedOtherwise(GroupState group, long fromMicros, LongConsumer slices) {
    from(group, fromMicros)
        .forEach(
            (sliceStart, costs) -> {
              if (!worked(costs)) {
                slices.accept(sliceStart);
              }
            });
  }

  /**
   * A request has ended, whether it was seen to start or not.
   *
   * @param openMicros start of the oldest slice that is open
   * @param slicesThere takes the start of every slice that has to be there
   * @param slices takes the start of every slice that has to be charged anew
   */
  void ended(
      GroupState group,
      BootState boot,
      EndedCursor end,
      SeriesLabels labels,
      long openMicros,
      LongConsumer slicesThere,
      LongConsumer slices) {
    // Reports of its time may still come, of this boot or of another node of the group. A boot saw
    // nothing after what it is complete through, whatever its report says.
    long seenTo = Math.min(end.endMicros(), boot.lastCompleteThroughMicros);
    forEachSlice(Math.max(end.acceptedMicros(), openMicros), seenTo, slicesThere);
    from(group, end.acceptedMicros())
        .forEach(
            (start, costs) -> {
              if (start * 1_000 < seenTo) {
                costs.endedInFlight.merge(labels, 1L, Long::sum);
              }
              if (!worked(costs)) {
                slices.accept(start);
              }
            });
  }

  /** Whether there is work a slice is shared by, so that requests in flight do not matter. */
  private static boolean worked(SliceCosts costs) {
    return costs.work.values().stream().anyMatch(work -> work > 0);
  }

  private NavigableMap<Long, SliceCosts> from(GroupState group, long micros) {
    return group.costs.tailMap(config.sliceStartMillis(micros), true);
  }

  /** Adds what a node's requests did in the slice, as far as it was not given away, to the work. */
  void countWork(SliceCosts costs, Slice slice) {
    slice.parts.forEach((labels, part) -> costs.work.merge(labels, work(part), Long::sum));
  }

  /**
   * Work where and when it was done: output tokens in the slices of their chunks, and at a
   * request's end the weighted input, which is what its work is beyond its output tokens.
   */
  private static long work(MetricSet part) {
    return 1_000 * (part.get(Counter.OUTPUT_TOKENS) - part.get(Counter.ENDED_OUTPUT_TOKENS))
        + part.get(Counter.ENDED_WORK);
  }

  /**
   * Charges a slice, or what has changed since it was charged.
   *
   * @param sliceOfNode gives the slice of a node
   */
  void charge(
      GroupState group, long sliceStart, SliceCosts costs, Function<String, Slice> sliceOfNode) {
    Map<String, Map<String, GpuTime>> timeByType = gpuTime(group, sliceStart);
    Map<Share, Charge> shares =
        timeByType.isEmpty()
            ? Map.of()
            : CostShares.of(timeByType, weights(group, costs, sliceStart));
    timeByType.forEach(
        (type, ofType) ->
            ofType.forEach((node, time) -> know(type, time, sliceOfNode.apply(node))));
    Set<Share> either = new HashSet<>(costs.charged.keySet());
    either.addAll(shares.keySet());
    for (Share share : either) {
      Charge charge = shares.getOrDefault(share, Charge.NONE);
      Charge more = charge.minus(costs.charged.getOrDefault(share, Charge.NONE));
      if (!more.equals(Charge.NONE)) {
        add(more, share, sliceOfNode.apply(share.node()));
      }
    }
    costs.charged.clear();
    costs.charged.putAll(shares);
  }

  private static void know(String gpuType, GpuTime time, Slice slice) {
    slice.know(gpuType, MetricGroup.GPU_TIME);
    if (time.micros() > time.unpricedMicros()) {
      slice.know(gpuType, MetricGroup.COST);
    }
  }

  /** GPU time is of a type, while those it is charged to are of their node: so key by key. */
  private void add(Charge charge, Share share, Slice slice) {
    Place place = slice.place.withGpuType(share.gpuType());
    for (RollupSpec rollup : config.rollups()) {
      MetricSet metrics = slice.ofKey(RollupKey.of(rollup, place, share.labels()));
      metrics.add(Counter.GPU_MICROS, charge.gpuMicros());
      metrics.add(Counter.UNPRICED_GPU_MICROS, charge.unpricedMicros());
      if (slice.known(rollup, share.gpuType()).contains(MetricGroup.COST)) {
        metrics.add(Counter.GPU_COST_NANOS, charge.costNanos());
        metrics.add(Counter.IDLE_COST_NANOS, share.idle() ? charge.costNanos() : 0);
      }
    }
  }

  /** By type and node, the time the group's GPUs are charged for in a slice. */
  private Map<String, Map<String, GpuTime>> gpuTime(GroupState group, long sliceStart) {
    long from = Math.max(sliceStart * 1_000, run.startMicros());
    long to = Math.min((sliceStart + config.sliceMillis()) * 1_000, run.endMicros());
    Map<String, ChargedGpu> gpus = new HashMap<>();
    group.nodes.values().stream()
        .flatMap(node -> node.boots.values().stream())
        .forEach(
            boot -> boot.gpus.forEach((uuid, type) -> claim(gpus, uuid, type, boot, from, to)));
    Map<String, Map<String, GpuTime>> timeByType = new HashMap<>();
    for (ChargedGpu gpu : gpus.values()) {
      gpu.alive.forEach(
          (stretchFrom, stretchTo) -> {
            GpuTime time =
                timeByType
                    .computeIfAbsent(gpu.type, absent -> new HashMap<>())
                    .computeIfAbsent(gpu.node, absent -> new GpuTime());
            prices.forEachPrice(gpu.type, stretchFrom, stretchTo, time::add);
          });
    }
    return timeByType;
  }

  /** A GPU within a slice: of what differing boots say of it, what does not depend on order. */
  private static final class ChargedGpu {
    private final Intervals alive = new Intervals();
    private String type;
    private String node;

    private ChargedGpu(String type, String node) {
      this.type = type;
      this.node = node;
    }
  }

  private static void claim(
      Map<String, ChargedGpu> gpus, String uuid, String type, BootState boot, long from, long to) {
    String node = boot.place.node();
    ChargedGpu gpu = gpus.computeIfAbsent(uuid, absent -> new ChargedGpu(type, node));
    gpu.type = first(gpu.type, type);
    gpu.node = first(gpu.node, node);
    gpu.alive.addWithin(boot.alive, from, Math.min(to, boot.finalMicros));
  }

  /** What the slice is shared by: work, without work requests in flight, without either nothing. */
  private Map<SeriesLabels, Long> weights(GroupState group, SliceCosts costs, long sliceStart) {
    if (worked(costs)) {
      return costs.work;
    }
    Map<SeriesLabels, Long> requests = new HashMap<>(costs.endedInFlight);
    long from = sliceStart * 1_000;
    long to = from + config.sliceMillis() * 1_000;
    group.nodes.values().stream()
        .flatMap(node -> node.boots.values().stream())
        .filter(boot -> boot.alive.intersects(from, Math.min(to, boot.finalMicros)))
        .flatMap(boot -> boot.requests.inFlight.values().stream())
        .filter(request -> request.within(from, to))
        .forEach(request -> requests.merge(request.labels, 1L, Long::sum));
    return requests;
  }

  /** Forgets what no open slice needs. */
  void forget(BootState boot, long oldestOpenSliceMicros) {
    boot.alive.forgetBefore(oldestOpenSliceMicros);
  }
}
