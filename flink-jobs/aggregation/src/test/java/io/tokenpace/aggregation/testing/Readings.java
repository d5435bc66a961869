package io.tokenpace.aggregation.testing;

import io.tokenpace.schemas.codec.WireCodec;
import io.tokenpace.schemas.wire.DropCount;
import io.tokenpace.schemas.wire.EngineCounter;
import io.tokenpace.schemas.wire.EngineSample;
import io.tokenpace.schemas.wire.GpuSample;
import io.tokenpace.schemas.wire.NodeReport;
import java.util.ArrayList;
import java.util.List;

/** Puts readings into a report that was written without. Times are UTC microseconds. */
public final class Readings {
  private final SentReport report;
  private final WireCodec<NodeReport> codec = WireCodec.nodeReports();
  private final List<EngineSample> samples = new ArrayList<>();
  private final List<EngineCounter> counters = new ArrayList<>();
  private final List<GpuSample> gpus = new ArrayList<>();
  private final List<DropCount> drops = new ArrayList<>();

  /** Readings of a report. */
  public Readings(SentReport report) {
    this.report = report;
  }

  /** A sample of an engine's gauge. */
  public Readings sample(String engine, String name, String unit, long micros, long value) {
    samples.add(new EngineSample(engine, name, unit, micros - report.baseMicros(), value));
    return this;
  }

  /** A reading of an engine's counter. */
  public Readings counter(
      String engine, String name, String unit, long startedMicros, long micros, long value) {
    counters.add(
        new EngineCounter(engine, name, unit, startedMicros, micros - report.baseMicros(), value));
    return this;
  }

  /** A sample of a GPU. */
  public Readings gpu(String uuid, long micros, long utilisationPpm, long milliwatts) {
    gpus.add(
        new GpuSample(uuid, micros - report.baseMicros(), utilisationPpm, null, null, milliwatts));
    return this;
  }

  /** What could not be reported so far. */
  public Readings dropped(String reason, long events) {
    drops.add(new DropCount(reason, events));
    return this;
  }

  /** The report with all of it. */
  public SentReport build() {
    return report.withBytes(
        codec.encode(
            NodeReport.newBuilder(codec.decode(report.bytes()).orThrow())
                .setEngineSamples(samples)
                .setEngineCounters(counters)
                .setGpuSamples(gpus)
                .setDrops(drops)
                .build()));
  }
}
