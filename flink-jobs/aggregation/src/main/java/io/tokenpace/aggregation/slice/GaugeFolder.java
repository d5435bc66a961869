package io.tokenpace.aggregation.slice;

import io.tokenpace.aggregation.config.PipelineConfig;
import io.tokenpace.aggregation.config.RollupSpec;
import io.tokenpace.aggregation.config.Run;
import io.tokenpace.aggregation.gauge.CounterReadings;
import io.tokenpace.aggregation.gauge.EngineCount;
import io.tokenpace.aggregation.gauge.EngineStarts;
import io.tokenpace.aggregation.gauge.Gauge;
import io.tokenpace.aggregation.gauge.GaugeSource;
import io.tokenpace.aggregation.gauge.GaugeTotals;
import io.tokenpace.aggregation.gauge.GroupGauges;
import io.tokenpace.aggregation.gauge.Sampler;
import io.tokenpace.aggregation.rollup.Place;
import io.tokenpace.aggregation.rollup.RollupKey;
import io.tokenpace.schemas.codec.BootIdentity;
import io.tokenpace.schemas.codec.EngineCounterCursor;
import io.tokenpace.schemas.codec.EngineSampleCursor;
import io.tokenpace.schemas.codec.GpuSampleCursor;
import io.tokenpace.schemas.codec.ReportCursor;
import io.tokenpace.schemas.codec.ReportGpu;
import io.tokenpace.schemas.codec.SeriesLabels;
import io.tokenpace.schemas.metrics.MetricSet;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongConsumer;

/**
 * Adds up what engines and GPUs show of themselves, slice by slice. Like a slice's cost this is
 * told when the slice's end has passed, and what changes later as the difference, so that sums are
 * the same in whatever order reports come.
 *
 * <p>Source: the metric dictionary, "Gauges".
 *
 * <p>Thread-safe: holds no state but configuration.
 */
final class GaugeFolder {
  private final PipelineConfig config;
  private final Run run;
  private final SliceTimes times;
  private final List<RollupSpec> rollups;

  GaugeFolder(PipelineConfig config, Run run, SliceTimes times) {
    this.config = config;
    this.run = run;
    this.times = times;
    this.rollups = config.rollups().stream().filter(RollupSpec::ofEngines).toList();
  }

  /**
   * Takes a report's readings.
   *
   * @param openMicros start of the oldest slice that is open
   * @param slices takes the start of every slice that has to be told, or told anew
   */
  void fold(GroupState group, ReportCursor report, long openMicros, LongConsumer slices) {
    EngineSampleCursor sample = report.engineSamples();
    EngineCounterCursor counter = report.engineCounters();
    GpuSampleCursor gpu = report.gpuSamples();
    // Most reports have none, and what follows looks up what they come from.
    if (sample.next() || counter.next() || gpu.next()) {
      Folding folding = new Folding(group.gauges, report, openMicros, slices);
      foldSamples(folding, report.engineSamples());
      foldCounters(folding, report.engineCounters());
      foldGpus(folding, report.gpuSamples());
    }
  }

  /** A report's readings, and where they come from. */
  private final class Folding {
    private final GroupGauges gauges;
    private final long openMicros;
    private final LongConsumer slices;
    private final String node;
    private final BootIdentity boot;
    private final List<ReportGpu> gpus;
    private final long completeThroughMicros;

    private Folding(GroupGauges gauges, ReportCursor report, long openMicros, LongConsumer slices) {
      this.gauges = gauges;
      this.openMicros = openMicros;
      this.slices = slices;
      this.node = report.node();
      this.boot = report.boot();
      this.gpus = report.gpus();
      this.completeThroughMicros = report.completeThroughMicros();
    }

    private GaugeSource ofEngine(String engine) {
      return new GaugeSource(node, engine, Place.gpuType(gpus, engine));
    }

    private GaugeSource ofGpu(String uuid) {
      for (ReportGpu gpu : gpus) {
        if (gpu.uuid().equals(uuid)) {
          return new GaugeSource(node, gpu.engine(), gpu.type());
        }
      }
      return new GaugeSource(node, SeriesLabels.NONE, SeriesLabels.NONE);
    }

    private void sample(
        GroupGauges.Sampled sampled, long timeMicros, long value, GaugeSource source) {
      long seen = seen(timeMicros);
      long until = seen + config.leaseMillis() * 1_000;
      if (seen >= run.startMicros() && seen < run.endMicros() && until > openMicros) {
        gauges.samples(sampled).add(seen, value, new Sampler(boot, source));
        forEachSlice(Math.max(seen, openMicros), until);
      }
    }

    private void count(EngineCount count, EngineCounterCursor counter, GaugeSource source) {
      long seen = seen(counter.timeMicros());
      if (!(seen >= Math.max(run.startMicros(), openMicros) && seen < run.endMicros())) {
        return;
      }
      gauges
          .readings(new GroupGauges.Counted(count, node, source.engine()))
          .add(
              new CounterReadings.Position(
                  counter.startedAtMicros(), config.sliceStartMillis(seen)),
              new CounterReadings.Reading(seen, counter.value(), source),
              slices);
      gauges
          .starts(new GroupGauges.Engine(node, source.engine()))
          .add(
              counter.startedAtMicros(),
              new EngineStarts.Life(seen, seen, source),
              micros -> slices.accept(config.sliceStartMillis(micros)));
    }

    /** A boot saw nothing after what it is complete through, whatever its report says. */
    private long seen(long timeMicros) {
      return Math.min(timeMicros, completeThroughMicros);
    }

    private void forEachSlice(long fromMicros, long toMicros) {
      long to = Math.min(toMicros, run.endMicros());
      for (long start = config.sliceStartMillis(fromMicros);
          start * 1_000 < to;
          start += config.sliceMillis()) {
        slices.accept(start);
      }
    }
  }

  private static void foldSamples(Folding folding, EngineSampleCursor sample) {
    while (sample.next()) {
      Gauge gauge = Gauge.ofEngine(sample.name(), sample.unit());
      if (gauge != null) {
        folding.sample(
            new GroupGauges.Sampled(gauge, folding.node, sample.engine()),
            sample.timeMicros(),
            sample.value(),
            folding.ofEngine(sample.engine()));
      }
    }
  }

  private static void foldCounters(Folding folding, EngineCounterCursor counter) {
    while (counter.next()) {
      EngineCount count = EngineCount.of(counter.name(), counter.unit());
      if (count != null) {
        folding.count(count, counter, folding.ofEngine(counter.engine()));
      }
    }
  }

  private static void foldGpus(Folding folding, GpuSampleCursor gpu) {
    while (gpu.next()) {
      String uuid = gpu.uuid();
      if (gpu.utilisationPpm() >= 0) {
        folding.sample(
            new GroupGauges.Sampled(Gauge.GPU_UTILISATION, "", uuid),
            gpu.timeMicros(),
            gpu.utilisationPpm(),
            folding.ofGpu(uuid));
      }
      if (gpu.powerMilliwatts() >= 0) {
        folding.sample(
            new GroupGauges.Sampled(Gauge.POWER, "", uuid),
            gpu.timeMicros(),
            gpu.powerMilliwatts(),
            folding.ofGpu(uuid));
      }
    }
  }

  /**
   * Tells a slice's keys what its readings add up to, or what has changed since they were told.
   *
   * @param sliceOfNode gives the slice of a node
   */
  void tell(
      GroupState group, long sliceStart, SliceCosts costs, Function<String, Slice> sliceOfNode) {
    GaugeTotals now =
        group.gauges.totals(
            sliceStart,
            Math.max(sliceStart * 1_000, run.startMicros()),
            Math.min((sliceStart + config.sliceMillis()) * 1_000, run.endMicros()),
            config.leaseMillis() * 1_000,
            forgottenAfterMicros(),
            sampler -> endMicros(group, sampler));
    GaugeTotals more = now.minus(costs.toldGauges);
    for (GaugeSource source : more.sources()) {
      MetricSet metrics = new MetricSet();
      more.of(source).forEach(metrics::add);
      Slice slice = sliceOfNode.apply(source.node());
      Place place = slice.place.withGpuType(source.gpuType());
      for (RollupSpec rollup : rollups) {
        slice.ofKey(RollupKey.ofEngine(rollup, place, source.engine())).merge(metrics);
      }
    }
    costs.toldGauges = now;
  }

  /** When a boot said it was over. */
  private static long endMicros(GroupState group, Sampler sampler) {
    NodeState node = group.nodes.get(sampler.source().node());
    BootState boot = node == null ? null : node.boots.get(sampler.boot());
    return boot == null ? Long.MAX_VALUE : boot.finalMicros;
  }

  /** How long after a reading of a counter nothing is made of it any more. */
  private long forgottenAfterMicros() {
    return config.allowedLatenessMillis() * 1_000;
  }

  /**
   * Forgets what no open slice needs, and makes sure that this is asked again while anything is
   * left.
   *
   * @param openMicros no slice that begins before is open
   * @param millis event time that has passed
   */
  void forget(GroupState group, long openMicros, long millis, NodeFolder.Output output) {
    if (group.gauges.isEmpty() || group.gaugesWokenAtMillis > millis) {
      return;
    }
    long keptMicros =
        group.gauges.forgetBefore(openMicros, config.leaseMillis() * 1_000, forgottenAfterMicros());
    group.gaugesWokenAtMillis = GroupState.NEVER;
    if (!group.gauges.isEmpty()) {
      long closed = times.closedMillis(Math.floorDiv(keptMicros, 1_000) + 1);
      group.gaugesWokenAtMillis = SliceTimes.later(closed, millis);
      output.wakeAt(group.gaugesWokenAtMillis);
    }
  }
}
