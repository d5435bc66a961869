package io.tokenpace.aggregation.testing;

import io.tokenpace.schemas.codec.WireCodec;
import io.tokenpace.schemas.wire.DropCount;
import io.tokenpace.schemas.wire.EngineCounter;
import io.tokenpace.schemas.wire.EngineSample;
import io.tokenpace.schemas.wire.Gpu;
import io.tokenpace.schemas.wire.GpuSample;
import io.tokenpace.schemas.wire.NodeReport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The engines and GPUs of a made-up node, read now and then by whatever boot there is: two engines,
 * one of which is restarted; counters that go on whoever reads them; pauses longer than a lease;
 * names nobody knows.
 */
final class Meters {
  private static final long PAUSE_MICROS = 42_000_000;
  private static final long GRID_MICROS = 50_000;

  private final WireCodec<NodeReport> codec = WireCodec.nodeReports();
  private final Random random;
  private final long startMicros;
  private final long restartMicros;

  Meters(Random random, long startMicros) {
    this.random = random;
    this.startMicros = startMicros;
    this.restartMicros = startMicros + 20_000_000 + random.nextInt(60_000_000);
  }

  /** One boot's reports, with readings in some of them. */
  List<SentReport> onto(List<SentReport> reports) {
    List<SentReport> read = new ArrayList<>();
    Map<String, Long> drops = new HashMap<>();
    long pauseFrom = reports.get(0).baseMicros() + random.nextInt(40_000_000);
    for (SentReport report : reports) {
      if (random.nextInt(12) == 0) {
        drops.merge(pick("ring_full", "spool_full"), 1L + random.nextInt(5), Long::sum);
      }
      boolean pause =
          report.baseMicros() >= pauseFrom && report.baseMicros() < pauseFrom + PAUSE_MICROS;
      boolean says = random.nextInt(3) == 0;
      read.add(says ? read(report, pause, drops) : report);
    }
    return read;
  }

  private SentReport read(SentReport report, boolean pause, Map<String, Long> drops) {
    NodeReport.Builder said = NodeReport.newBuilder(codec.decode(report.bytes()).orThrow());
    List<DropCount> dropped = new ArrayList<>();
    drops.forEach((reason, events) -> dropped.add(new DropCount(reason, events)));
    said.setDrops(dropped);
    if (!pause) {
      List<EngineSample> samples = new ArrayList<>();
      List<EngineCounter> counters = new ArrayList<>();
      for (String engine : List.of("engine-0", "engine-1")) {
        sample(engine, report, samples);
        count(engine, report, counters);
      }
      said.setEngineSamples(samples);
      said.setEngineCounters(counters);
      said.setGpuSamples(gpus(report));
    }
    return report.withBytes(codec.encode(said.build()));
  }

  /** On a grid, so that boots meet; now and then beyond what the report is complete through. */
  private long offset(SentReport report) {
    long about = report.baseMicros() + random.nextInt(500_000) - 250_000;
    return about / GRID_MICROS * GRID_MICROS - report.baseMicros();
  }

  private void sample(String engine, SentReport report, List<EngineSample> samples) {
    long offset = offset(report);
    if (random.nextInt(4) > 0) {
      samples.add(sample(engine, "queue_depth", "count", offset, random.nextInt(20)));
    }
    samples.add(sample(engine, "running_requests", "count", offset, random.nextInt(200)));
    if (engine.equals("engine-0")) {
      int ppm = random.nextInt(10) == 0 ? 1_000_000 : random.nextInt(1_000_000);
      samples.add(sample(engine, "kv_cache_utilisation", "ppm", offset, ppm));
    }
    samples.add(sample(engine, "queue_depth", "ppm", offset, 7));
    samples.add(sample(engine, "moon_phase", "count", offset, 7));
  }

  private static EngineSample sample(
      String engine, String name, String unit, long offset, long value) {
    return new EngineSample(engine, name, unit, offset, value);
  }

  private void count(String engine, SentReport report, List<EngineCounter> counters) {
    long offset = offset(report);
    long time = report.baseMicros() + offset;
    boolean restarted = engine.equals("engine-1") && time >= restartMicros;
    long started = restarted ? restartMicros : startMicros - 77_000_000;
    long tokens = (time - started) / 1_000;
    counters.add(counter(engine, "prefix_cache_queries", "tokens", started, offset, tokens));
    counters.add(counter(engine, "prefix_cache_hits", "tokens", started, offset, tokens / 3));
    if (random.nextBoolean()) {
      counters.add(counter(engine, "preemptions", "count", started, offset, tokens / 5_000));
    }
    counters.add(counter(engine, "generation_tokens", "tokens", started, offset, tokens));
  }

  private static EngineCounter counter(
      String engine, String name, String unit, long started, long offset, long value) {
    return new EngineCounter(engine, name, unit, started, offset, value);
  }

  private List<GpuSample> gpus(SentReport report) {
    List<GpuSample> samples = new ArrayList<>();
    for (Gpu gpu : report.gpus()) {
      samples.add(
          new GpuSample(
              gpu.getUuid(),
              offset(report),
              maybe(random.nextInt(1_000_001)),
              maybe(1L << 36),
              maybe(1L << 37),
              maybe(80_000 + random.nextInt(600_000))));
    }
    return samples;
  }

  private @Nullable Long maybe(long value) {
    return random.nextInt(4) == 0 ? null : value;
  }

  private String pick(String one, String other) {
    return random.nextBoolean() ? one : other;
  }
}
