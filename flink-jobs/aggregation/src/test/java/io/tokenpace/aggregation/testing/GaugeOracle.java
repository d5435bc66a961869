package io.tokenpace.aggregation.testing;

import io.tokenpace.aggregation.config.PipelineConfig;
import io.tokenpace.aggregation.config.Run;
import io.tokenpace.schemas.codec.BootIdentity;
import io.tokenpace.schemas.codec.ReportLabels;
import io.tokenpace.schemas.codec.WireCodec;
import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.wire.DropCount;
import io.tokenpace.schemas.wire.EngineCounter;
import io.tokenpace.schemas.wire.EngineSample;
import io.tokenpace.schemas.wire.Gpu;
import io.tokenpace.schemas.wire.GpuSample;
import io.tokenpace.schemas.wire.NodeReport;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What engines, GPUs and producers showed of themselves, by brute force: every reading listed,
 * every moment at which anything changes looked at.
 */
public final class GaugeOracle {
  private static final Map<String, Counter> COUNTERS =
      Map.of(
          "prefix_cache_hits/tokens", Counter.PREFIX_CACHE_HITS,
          "prefix_cache_queries/tokens", Counter.PREFIX_CACHE_QUERIES,
          "preemptions/count", Counter.PREEMPTIONS);
  private static final Map<String, String> GAUGES =
      Map.of(
          "queue_depth/count", "QUEUE_DEPTH",
          "running_requests/count", "RUNNING_REQUESTS",
          "kv_cache_utilisation/ppm", "KV_CACHE_UTILISATION");

  private final PipelineConfig config;
  private final Run run;
  private final WireCodec<NodeReport> codec = WireCodec.nodeReports();
  private final List<Total> totals = new ArrayList<>();
  private final List<Dropped> dropped = new ArrayList<>();

  /** By gauge and what it is of: samples. */
  private final Map<List<String>, List<Sample>> samples = new TreeMap<>(Shares.BY_BYTES);

  /** By counter, node and engine: readings. */
  private final Map<List<String>, List<Reading>> readings = new TreeMap<>(Shares.BY_BYTES);

  private final Map<BootIdentity, Long> over = new HashMap<>();

  /** By slice, node, engine, type and counter: every piece of an area, not yet rounded. */
  private final Map<List<Object>, List<Piece>> areas = new HashMap<>();

  /** What one source adds to a counter in one slice. */
  record Total(
      long sliceMicros,
      ReportLabels from,
      String engine,
      String gpuType,
      Counter counter,
      long value) {}

  /** Events that were lost, and the report that says so. */
  record Dropped(SentReport in, long events) {}

  private record Piece(Sample of, BigDecimal value) {}

  private record Sample(long micros, long value, SentReport by, String engine, String gpuType) {}

  private record Reading(
      long micros, long startedMicros, long value, SentReport by, String engine, String gpuType) {}

  /** An oracle over the reports that came. */
  public GaugeOracle(PipelineConfig config, Run run, List<SentReport> reports) {
    this.config = config;
    this.run = run;
    Map<BootIdentity, TreeMap<Long, SentReport>> boots = new HashMap<>();
    for (SentReport report : reports) {
      if (report.last()) {
        over.put(report.boot(), report.completeThroughMicros());
      }
      boots
          .computeIfAbsent(report.boot(), absent -> new TreeMap<>())
          .put(report.sequence(), report);
      list(report, codec.decode(report.bytes()).orThrow());
    }
    boots.values().forEach(boot -> drops(List.copyOf(boot.values())));
    samples.forEach((of, taken) -> addUp(of.get(0), taken));
    areas.forEach(
        (of, pieces) ->
            add(
                (long) of.get(0),
                pieces.get(0).of(),
                (Counter) of.get(4),
                pieces.stream()
                    .map(Piece::value)
                    .reduce(BigDecimal.ZERO, BigDecimal::add)
                    .setScale(0, RoundingMode.HALF_UP)
                    .longValueExact()));
    readings.forEach((of, taken) -> increases(Counter.valueOf(of.get(0)), taken));
    restarts();
  }

  /** The counters anything was added to. */
  public Set<Counter> seen() {
    Set<Counter> seen = new HashSet<>();
    totals.stream().filter(total -> total.value() != 0).map(Total::counter).forEach(seen::add);
    if (dropped.stream().anyMatch(report -> report.events() > 0)) {
      seen.add(Counter.AGENT_DROPPED_EVENTS);
    }
    return seen;
  }

  List<Total> totals() {
    return totals;
  }

  List<Dropped> dropped() {
    return dropped;
  }

  private void list(SentReport report, NodeReport said) {
    String node = report.from().node();
    for (EngineSample sample : said.getEngineSamples()) {
      String gauge = GAUGES.get(sample.getName() + "/" + sample.getUnit());
      long micros = seen(report, sample.getOffsetMicros());
      if (gauge != null && inRun(micros)) {
        samples
            .computeIfAbsent(List.of(gauge, node, sample.getEngine()), absent -> new ArrayList<>())
            .add(
                new Sample(
                    micros,
                    sample.getValue(),
                    report,
                    sample.getEngine(),
                    typeOfEngine(report, sample.getEngine())));
      }
    }
    for (GpuSample sample : said.getGpuSamples()) {
      Gpu gpu =
          report.gpus().stream()
              .filter(named -> named.getUuid().equals(sample.getUuid()))
              .findFirst()
              .orElseThrow();
      Map<String, Long> given = new HashMap<>();
      given.put("GPU_UTILISATION", sample.getUtilisationPpm());
      given.put("POWER", sample.getPowerMilliwatts());
      given.forEach(
          (gauge, value) -> {
            long micros = seen(report, sample.getOffsetMicros());
            if (value != null && inRun(micros)) {
              samples
                  .computeIfAbsent(List.of(gauge, gpu.getUuid()), absent -> new ArrayList<>())
                  .add(new Sample(micros, value, report, gpu.getEngine(), gpu.getType()));
            }
          });
    }
    for (EngineCounter counter : said.getEngineCounters()) {
      Counter known = COUNTERS.get(counter.getName() + "/" + counter.getUnit());
      long micros = seen(report, counter.getOffsetMicros());
      if (known != null && inRun(micros)) {
        readings
            .computeIfAbsent(
                List.of(known.name(), node, counter.getEngine()), absent -> new ArrayList<>())
            .add(
                new Reading(
                    micros,
                    counter.getStartedAtMicros(),
                    counter.getValue(),
                    report,
                    counter.getEngine(),
                    typeOfEngine(report, counter.getEngine())));
      }
    }
  }

  private static long seen(SentReport report, long offset) {
    return Math.min(report.baseMicros() + offset, report.completeThroughMicros());
  }

  private boolean inRun(long micros) {
    return micros >= run.startMicros() && micros < run.endMicros();
  }

  /** The type of the GPUs an engine says are its own; of all where there are none. */
  private static String typeOfEngine(SentReport report, String engine) {
    Set<String> own = new TreeSet<>();
    Set<String> all = new TreeSet<>();
    for (Gpu gpu : report.gpus()) {
      all.add(gpu.getType());
      if (gpu.getEngine().equals(engine)) {
        own.add(gpu.getType());
      }
    }
    Set<String> types = own.isEmpty() ? all : own;
    return types.isEmpty() ? "(none)" : types.size() > 1 ? "(mixed)" : String.join("", types);
  }

  private long slice(long micros) {
    long sliceMicros = config.sliceMillis() * 1_000;
    return micros / sliceMicros * sliceMicros;
  }

  /** Looks between every two moments at which anything changes which sample holds, if any. */
  private void addUp(String gauge, List<Sample> taken) {
    long leaseMicros = config.leaseMillis() * 1_000;
    long sliceMicros = config.sliceMillis() * 1_000;
    Set<Long> moments = new TreeSet<>(List.of(run.endMicros()));
    for (Sample sample : taken) {
      moments.add(sample.micros());
      moments.add(sample.micros() + leaseMicros);
      over.values().forEach(moments::add);
      for (long at = slice(sample.micros()); at <= sample.micros() + leaseMicros; ) {
        at += sliceMicros;
        moments.add(at);
      }
    }
    List<Long> cuts = List.copyOf(moments);
    for (int i = 0; i + 1 < cuts.size(); i++) {
      long from = cuts.get(i);
      long micros = cuts.get(i + 1) - from;
      Sample last =
          taken.stream()
              .filter(sample -> sample.micros() <= from)
              .max(Comparator.comparingLong(Sample::micros).thenComparingLong(Sample::value))
              .orElse(null);
      if (last != null
          && from < last.micros() + leaseMicros
          && from < over.getOrDefault(last.by().boot(), Long.MAX_VALUE)
          && from < run.endMicros()) {
        areas
            .computeIfAbsent(
                List.of(
                    slice(from),
                    last.by().from().node(),
                    last.engine(),
                    last.gpuType(),
                    Counter.valueOf(gauge + "_AREA")),
                absent -> new ArrayList<>())
            .add(new Piece(last, units(gauge, last.value()).multiply(new BigDecimal(micros))));
        add(from, last, Counter.valueOf(gauge + "_MICROS"), micros);
      }
    }
    for (Sample sample : taken) {
      // Of two that were taken at one time only the larger is there.
      if (taken.stream()
          .noneMatch(
              other -> other.micros() == sample.micros() && other.value() > sample.value())) {
        add(sample.micros(), sample, Counter.valueOf(gauge + "_MAX"), sample.value());
      }
    }
  }

  /** Parts per million as a share, mW as kW (of which one is a mJ/µs), requests as they are. */
  private static BigDecimal units(String gauge, long value) {
    boolean requests = List.of("QUEUE_DEPTH", "RUNNING_REQUESTS").contains(gauge);
    return BigDecimal.valueOf(value, requests ? 0 : 6);
  }

  private void add(long micros, Sample of, Counter counter, long value) {
    totals.add(new Total(slice(micros), of.by().from(), of.engine(), of.gpuType(), counter, value));
  }

  private void increases(Counter counter, List<Reading> taken) {
    TreeMap<Long, TreeMap<Long, Reading>> lastByStartAndSlice = new TreeMap<>();
    for (Reading reading : taken) {
      lastByStartAndSlice
          .computeIfAbsent(reading.startedMicros(), absent -> new TreeMap<>())
          .merge(
              slice(reading.micros()),
              reading,
              (a, b) ->
                  a.micros() > b.micros() || (a.micros() == b.micros() && a.value() > b.value())
                      ? a
                      : b);
    }
    Reading before = null;
    for (TreeMap<Long, Reading> lastBySlice : lastByStartAndSlice.values()) {
      for (Reading reading : lastBySlice.values()) {
        add(reading, Counter.ENGINE_RESTARTS, 0);
        if (before != null && !forgotten(before.micros(), reading.micros())) {
          boolean same = before.startedMicros() == reading.startedMicros();
          long more = same ? Math.max(0, reading.value() - before.value()) : reading.value();
          add(reading, counter, more);
        }
        before = reading;
      }
    }
  }

  private boolean forgotten(long before, long after) {
    return after - before > config.allowedLatenessMillis() * 1_000;
  }

  private void add(Reading of, Counter counter, long value) {
    totals.add(
        new Total(slice(of.micros()), of.by().from(), of.engine(), of.gpuType(), counter, value));
  }

  private void restarts() {
    Map<List<String>, TreeMap<Long, TreeMap<Long, Reading>>> byEngine = new HashMap<>();
    readings.forEach(
        (of, taken) -> {
          for (Reading reading : taken) {
            byEngine
                .computeIfAbsent(of.subList(1, 3), absent -> new TreeMap<>())
                .computeIfAbsent(reading.startedMicros(), absent -> new TreeMap<>())
                .put(reading.micros(), reading);
          }
        });
    for (TreeMap<Long, TreeMap<Long, Reading>> starts : byEngine.values()) {
      TreeMap<Long, Reading> before = null;
      for (TreeMap<Long, Reading> life : starts.values()) {
        if (before != null && !forgotten(before.lastKey(), life.firstKey())) {
          add(life.firstEntry().getValue(), Counter.ENGINE_RESTARTS, 1);
        }
        before = life;
      }
    }
  }

  private void drops(List<SentReport> boot) {
    long before = -1;
    for (SentReport report : boot) {
      List<DropCount> said = codec.decode(report.bytes()).orThrow().getDrops();
      if (said.isEmpty() && report.sequence() > 0) {
        continue;
      }
      long events = said.stream().mapToLong(DropCount::getEvents).sum();
      if (report.sequence() == 0) {
        dropped.add(new Dropped(report, events));
      } else if (before >= 0) {
        dropped.add(new Dropped(report, Math.max(0, events - before)));
      }
      before = events;
    }
  }
}
