package io.tokenpace.aggregation.testing;

import io.tokenpace.aggregation.config.Dimension;
import io.tokenpace.aggregation.config.PipelineConfig;
import io.tokenpace.aggregation.config.RollupSpec;
import io.tokenpace.schemas.codec.BootIdentity;
import io.tokenpace.schemas.codec.ReportLabels;
import io.tokenpace.schemas.codec.SeriesLabels;
import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.MetricGroup;
import io.tokenpace.schemas.metrics.RowKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a row should say, by brute force over the raw events of the reports that came: everything in
 * the window whose labels match, listed, counted, sorted.
 */
public final class Oracle {
  private final RollupSpec rollup;
  private final long sliceMicros;
  private final Map<String, List<Placed>> byKey = new TreeMap<>();
  private final Map<NodeSlice, Coverage> coverage = new HashMap<>();

  /** An event and the report it is in; the report alone for a node that is just there. */
  private record Placed(long timeMicros, SentReport report, @Nullable Event event) {}

  private final ExpectedGoodput goodput;
  private final CostOracle costs;

  /** By key, its requests that ended unseen, and when its boots fell silent. */
  private final Map<String, List<UnseenOracle.End>> unseenEnds = new HashMap<>();

  private final Map<String, List<Long>> silences = new HashMap<>();

  /** By key, what lists say of its requests. */
  private final Map<String, List<Wait>> waits = new HashMap<>();

  /** Slices of nodes in which lists lie. */
  private final Set<NodeSlice> lists = new HashSet<>();

  /** Requests without output at one time on one node. */
  private record Wait(long timeMicros, long requests, long oldestMicros) {}

  /** By key, what its engines and GPUs showed. */
  private final Map<String, List<GaugeOracle.Total>> totals = new HashMap<>();

  /** By key, what it is charged. */
  private final Map<String, List<CostOracle.Charge>> charges = new HashMap<>();

  private record NodeSlice(String node, long sliceStartMicros) {}

  private static final class Coverage {
    private final Set<SentReport> received = new HashSet<>();
    private long missing;
    private long dropped;
  }

  /**
   * An oracle for one roll-up over the reports that came, what everybody is charged, and what
   * engines showed.
   */
  public Oracle(
      RollupSpec rollup,
      PipelineConfig config,
      List<SentReport> reports,
      CostOracle costs,
      UnseenOracle unseen,
      GaugeOracle gauges) {
    this.rollup = rollup;
    this.sliceMicros = config.sliceMillis() * 1_000;
    this.goodput = new ExpectedGoodput(config.goodput());
    this.costs = costs;
    for (CostOracle.Charge charge : costs.charges()) {
      charges
          .computeIfAbsent(
              key(charge.from(), charge.gpuType(), charge.labels()), absent -> new ArrayList<>())
          .add(charge);
    }
    for (UnseenOracle.End end : unseen.ends()) {
      unseenEnds
          .computeIfAbsent(
              key(end.from(), end.gpuType(), end.request().labels()), absent -> new ArrayList<>())
          .add(end);
    }
    unseen.silences().forEach(this::silent);
    if (rollup.by().stream().allMatch(by -> by == Dimension.ENGINE || !ofRequests(by))) {
      for (GaugeOracle.Total total : gauges.totals()) {
        SeriesLabels labels = new SeriesLabels(total.engine(), "-", "-", "-", "-");
        totals
            .computeIfAbsent(
                key(total.from(), total.gpuType(), labels), absent -> new ArrayList<>())
            .add(total);
      }
    }
    for (SentReport report : reports) {
      list(report);
      coverage(report).received.add(report);
      if (rollup.by().stream().noneMatch(Oracle::ofRequests)) {
        place(report, SERIES, new Placed(report.baseMicros(), report, null));
      }
      for (Event event : report.events()) {
        place(report, event.request().labels(), new Placed(event.timeMicros(), report, event));
      }
    }
    countMissing(reports);
    for (GaugeOracle.Dropped dropped : gauges.dropped()) {
      coverage(dropped.in()).dropped += dropped.events();
    }
  }

  private void silent(UnseenOracle.Silence silence) {
    Set<String> keys = new HashSet<>();
    if (rollup.by().stream().noneMatch(Oracle::ofRequests)) {
      keys.add(key(silence.from(), silence.gpuType(), SERIES));
    }
    silence
        .lost()
        .forEach(request -> keys.add(key(silence.from(), silence.gpuType(), request.labels())));
    for (String key : keys) {
      silences.computeIfAbsent(key, absent -> new ArrayList<>()).add(silence.micros());
    }
  }

  private void list(SentReport report) {
    Map<Request, Long> listed = report.listed();
    if (listed == null) {
      return;
    }
    long time = report.completeThroughMicros();
    lists.add(new NodeSlice(report.from().node(), slice(time)));
    Map<String, List<Long>> waiting = new HashMap<>();
    listed.forEach(
        (request, tokens) -> {
          place(report, request.labels(), new Placed(time, report, null));
          if (tokens == 0) {
            waiting
                .computeIfAbsent(
                    key(report.from(), report.gpuType(), request.labels()),
                    absent -> new ArrayList<>())
                .add(time - request.acceptedMicros());
          }
        });
    waiting.forEach(
        (key, since) ->
            waits
                .computeIfAbsent(key, absent -> new ArrayList<>())
                .add(new Wait(time, since.size(), Collections.max(since))));
  }

  private static final SeriesLabels SERIES = new SeriesLabels("-", "-", "-", "-", "-");

  private static boolean ofRequests(Dimension dimension) {
    return dimension == Dimension.ENGINE
        || dimension == Dimension.MODEL
        || dimension == Dimension.BASE_MODEL
        || dimension == Dimension.TENANT
        || dimension == Dimension.WORKLOAD;
  }

  private void place(SentReport report, SeriesLabels series, Placed placed) {
    byKey
        .computeIfAbsent(key(report.from(), report.gpuType(), series), absent -> new ArrayList<>())
        .add(placed);
  }

  private String key(ReportLabels from, String gpuType, SeriesLabels series) {
    Map<String, String> labels = new LinkedHashMap<>();
    for (Dimension dimension : rollup.by()) {
      labels.put(dimension.labelName(), label(dimension, from, gpuType, series));
    }
    return RowKey.canonical(labels);
  }

  private static String label(
      Dimension dimension, ReportLabels from, String gpuType, SeriesLabels series) {
    return switch (dimension) {
      case REGION -> from.region();
      case CLUSTER -> from.cluster();
      case POOL -> from.pool();
      case NODE -> from.node();
      case GPU_TYPE -> gpuType;
      case ENGINE -> series.engine();
      case MODEL -> series.model();
      case BASE_MODEL -> series.baseModel();
      case TENANT -> series.tenant();
      case WORKLOAD -> series.workload();
    };
  }

  private Coverage coverage(SentReport report) {
    return coverage.computeIfAbsent(
        new NodeSlice(report.from().node(), slice(report.baseMicros())), absent -> new Coverage());
  }

  private long slice(long micros) {
    return micros / sliceMicros * sliceMicros;
  }

  private void countMissing(List<SentReport> reports) {
    Map<BootIdentity, TreeMap<Long, SentReport>> boots = new HashMap<>();
    for (SentReport report : reports) {
      boots
          .computeIfAbsent(report.boot(), absent -> new TreeMap<>())
          .put(report.sequence(), report);
    }
    for (TreeMap<Long, SentReport> boot : boots.values()) {
      for (long sequence : new TreeSet<>(boot.keySet())) {
        Long before = boot.lowerKey(sequence);
        SentReport report = boot.get(sequence);
        if (before != null && report != null) {
          coverage(report).missing += sequence - before - 1;
        }
      }
    }
  }

  /** The keys anything was ever counted for. */
  public Set<String> keys() {
    Set<String> keys = new TreeSet<>(byKey.keySet());
    keys.addAll(charges.keySet());
    keys.addAll(unseenEnds.keySet());
    keys.addAll(silences.keySet());
    keys.addAll(totals.keySet());
    return keys;
  }

  /** What the row of a key over [from, to) should say, or null if there should be none. */
  public @Nullable ExpectedRow row(String key, long fromMicros, long toMicros) {
    List<Placed> inWindow = within(byKey, key, Placed::timeMicros, fromMicros, toMicros);
    List<CostOracle.Charge> charged =
        within(charges, key, CostOracle.Charge::sliceMicros, fromMicros, toMicros);
    List<UnseenOracle.End> ended =
        within(unseenEnds, key, UnseenOracle.End::micros, fromMicros, toMicros);
    List<Long> silent = within(silences, key, Long::longValue, fromMicros, toMicros);
    List<GaugeOracle.Total> shown =
        within(totals, key, GaugeOracle.Total::sliceMicros, fromMicros, toMicros);
    if (Stream.of(inWindow, charged, ended, silent, shown).allMatch(List::isEmpty)) {
      return null;
    }
    ExpectedRow row = new ExpectedRow();
    ended.forEach(end -> row.countUnseen(end, goodput));
    row.add(Counter.NODES_SILENT, silent.size());
    for (Wait wait : within(waits, key, Wait::timeMicros, fromMicros, toMicros)) {
      row.max(Counter.AWAITING_FIRST_TOKEN_MAX, wait.requests());
      row.max(Counter.OLDEST_WAIT_MICROS, wait.oldestMicros());
    }
    Set<NodeSlice> fed = count(inWindow, row);
    for (NodeSlice nodeSlice : fed) {
      if (lists.contains(nodeSlice)) {
        row.know(MetricGroup.IN_FLIGHT);
      }
    }
    bear(key, fed, charged, row);
    shown.forEach(row::add);
    return row;
  }

  private static <T> List<T> within(
      Map<String, List<T>> byKey, String key, ToLongFunction<T> micros, long from, long to) {
    return byKey.getOrDefault(key, List.of()).stream()
        .filter(item -> micros.applyAsLong(item) >= from && micros.applyAsLong(item) < to)
        .toList();
  }

  /** Counts what happened, and what it covers; returns the slices of nodes it fed. */
  private Set<NodeSlice> count(List<Placed> inWindow, ExpectedRow row) {
    Set<NodeSlice> fed = new HashSet<>();
    Set<List<Object>> fromElsewhere = new HashSet<>();
    for (Placed placed : inWindow) {
      long slice = slice(placed.timeMicros());
      fed.add(new NodeSlice(placed.report().from().node(), slice));
      if (slice != slice(placed.report().baseMicros())) {
        fromElsewhere.add(List.of(placed.report(), slice));
      }
      Event event = placed.event();
      if (event != null) {
        row.count(event, goodput);
      }
    }
    cover(fed, fromElsewhere.size(), row);
    return fed;
  }

  private void cover(Set<NodeSlice> fed, long fromElsewhere, ExpectedRow row) {
    long received = 0;
    long missing = 0;
    long dropped = 0;
    for (NodeSlice nodeSlice : fed) {
      Coverage covered = coverage.get(nodeSlice);
      received += covered == null ? 0 : covered.received.size();
      missing += covered == null ? 0 : covered.missing;
      dropped += covered == null ? 0 : covered.dropped;
    }
    row.cover(received, missing, dropped, received + fromElsewhere);
  }

  private void bear(
      String key, Set<NodeSlice> fed, List<CostOracle.Charge> charged, ExpectedRow row) {
    // Where types have keys of their own, a key knows what is of its type only.
    Predicate<String> types =
        type ->
            !rollup.by().contains(Dimension.GPU_TYPE)
                || key.contains("\"gpu_type\":\"" + type + "\"");
    for (NodeSlice nodeSlice : fed) {
      if (costs.hasGpuTime(nodeSlice.node(), nodeSlice.sliceStartMicros(), types)) {
        row.know(MetricGroup.GPU_TIME);
      }
      if (costs.hasPricedTime(nodeSlice.node(), nodeSlice.sliceStartMicros(), types)) {
        row.know(MetricGroup.COST);
      }
    }
    for (CostOracle.Charge charge : charged) {
      row.charge(charge, costs.hasPricedTime(charge.from().node(), charge.sliceMicros(), types));
    }
    row.divideCost();
  }
}
