package io.tokenpace.aggregation.slice;

import io.tokenpace.aggregation.gauge.CounterReadings;
import io.tokenpace.aggregation.gauge.DropReadings;
import io.tokenpace.aggregation.gauge.EngineCount;
import io.tokenpace.aggregation.gauge.EngineStarts;
import io.tokenpace.aggregation.gauge.Gauge;
import io.tokenpace.aggregation.gauge.GaugeSource;
import io.tokenpace.aggregation.gauge.GaugeTotals;
import io.tokenpace.aggregation.gauge.GroupGauges;
import io.tokenpace.aggregation.gauge.Sampler;
import io.tokenpace.aggregation.gauge.Samples;
import io.tokenpace.aggregation.state.Varints;
import io.tokenpace.schemas.codec.BootIdentity;
import io.tokenpace.schemas.metrics.Counter;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Bytes of what engines, GPUs and producers have shown of themselves, within a group's state. */
final class GaugesCodec {
  private static final List<Gauge> GAUGES = List.of(Gauge.values());
  private static final List<EngineCount> COUNTS = List.of(EngineCount.values());

  private GaugesCodec() {}

  static void write(GroupGauges gauges, DataOutput output) throws IOException {
    Varints.write(gauges.samples().size(), output);
    for (Map.Entry<GroupGauges.Sampled, Samples> entry : gauges.samples().entrySet()) {
      Varints.write(entry.getKey().gauge().ordinal(), output);
      output.writeUTF(entry.getKey().node());
      output.writeUTF(entry.getKey().name());
      write(entry.getValue(), output);
    }
    Varints.write(gauges.counters().size(), output);
    for (Map.Entry<GroupGauges.Counted, CounterReadings> entry : gauges.counters().entrySet()) {
      Varints.write(entry.getKey().count().ordinal(), output);
      output.writeUTF(entry.getKey().node());
      output.writeUTF(entry.getKey().engine());
      write(entry.getValue(), output);
    }
    Varints.write(gauges.starts().size(), output);
    for (Map.Entry<GroupGauges.Engine, EngineStarts> entry : gauges.starts().entrySet()) {
      output.writeUTF(entry.getKey().node());
      output.writeUTF(entry.getKey().engine());
      write(entry.getValue(), output);
    }
  }

  /** Samplers first, then the samples, each with its sampler's position. */
  private static void write(Samples samples, DataOutput output) throws IOException {
    List<Sampler> samplers = samples.samplers();
    Varints.write(samplers.size(), output);
    for (Sampler sampler : samplers) {
      output.writeLong(sampler.boot().high());
      output.writeLong(sampler.boot().low());
      write(sampler.source(), output);
    }
    Varints.write(samples.size(), output);
    long[] before = new long[1];
    samples.<IOException>forEach(
        (timeMicros, value, sampler) -> {
          Varints.write(timeMicros - before[0], output);
          Varints.write(value, output);
          Varints.write(samplers.indexOf(sampler), output);
          before[0] = timeMicros;
        });
  }

  private static void write(CounterReadings readings, DataOutput output) throws IOException {
    Varints.write(readings.all().size(), output);
    for (Map.Entry<CounterReadings.Position, CounterReadings.Reading> entry :
        readings.all().entrySet()) {
      Varints.write(entry.getKey().startedAtMicros(), output);
      Varints.write(entry.getKey().sliceMillis(), output);
      Varints.write(entry.getValue().timeMicros(), output);
      Varints.write(entry.getValue().value(), output);
      write(entry.getValue().source(), output);
    }
  }

  private static void write(EngineStarts starts, DataOutput output) throws IOException {
    Varints.write(starts.all().size(), output);
    for (Map.Entry<Long, EngineStarts.Life> entry : starts.all().entrySet()) {
      Varints.write(entry.getKey(), output);
      Varints.write(entry.getValue().firstMicros(), output);
      Varints.write(entry.getValue().lastMicros(), output);
      write(entry.getValue().source(), output);
    }
  }

  private static void write(GaugeSource source, DataOutput output) throws IOException {
    output.writeUTF(source.node());
    output.writeUTF(source.engine());
    output.writeUTF(source.gpuType());
  }

  static void write(GaugeTotals totals, DataOutput output) throws IOException {
    Varints.write(totals.sources().size(), output);
    for (GaugeSource source : totals.sources()) {
      write(source, output);
      Map<Counter, Long> counters = totals.of(source);
      Varints.write(counters.size(), output);
      for (Map.Entry<Counter, Long> counter : counters.entrySet()) {
        Varints.write(counter.getKey().ordinal(), output);
        Varints.write(counter.getValue(), output);
      }
    }
  }

  static void write(DropReadings drops, DataOutput output) throws IOException {
    Varints.write(drops.all().size(), output);
    for (Map.Entry<Long, DropReadings.Reading> entry : drops.all().entrySet()) {
      Varints.write(entry.getKey(), output);
      Varints.write(entry.getValue().sliceMillis(), output);
      Varints.write(entry.getValue().events(), output);
    }
  }

  static void read(GroupGauges gauges, DataInput input) throws IOException {
    for (int left = Varints.readCount(input); left > 0; left--) {
      Gauge gauge = at(GAUGES, input);
      Samples samples =
          gauges.samples(new GroupGauges.Sampled(gauge, input.readUTF(), input.readUTF()));
      readSamples(samples, input);
    }
    for (int left = Varints.readCount(input); left > 0; left--) {
      EngineCount count = at(COUNTS, input);
      CounterReadings readings =
          gauges.readings(new GroupGauges.Counted(count, input.readUTF(), input.readUTF()));
      for (int entries = Varints.readCount(input); entries > 0; entries--) {
        readings.add(
            new CounterReadings.Position(Varints.read(input), Varints.read(input)),
            new CounterReadings.Reading(
                Varints.read(input), Varints.read(input), readSource(input)),
            unchanged -> {});
      }
    }
    for (int left = Varints.readCount(input); left > 0; left--) {
      EngineStarts starts = gauges.starts(new GroupGauges.Engine(input.readUTF(), input.readUTF()));
      for (int entries = Varints.readCount(input); entries > 0; entries--) {
        starts.add(
            Varints.read(input),
            new EngineStarts.Life(Varints.read(input), Varints.read(input), readSource(input)),
            unchanged -> {});
      }
    }
  }

  private static void readSamples(Samples samples, DataInput input) throws IOException {
    List<Sampler> samplers = new ArrayList<>();
    for (int left = Varints.readCount(input); left > 0; left--) {
      samplers.add(
          new Sampler(new BootIdentity(input.readLong(), input.readLong()), readSource(input)));
    }
    long timeMicros = 0;
    for (int left = Varints.readCount(input); left > 0; left--) {
      timeMicros += Varints.read(input);
      samples.add(timeMicros, Varints.read(input), at(samplers, input));
    }
  }

  private static GaugeSource readSource(DataInput input) throws IOException {
    return new GaugeSource(input.readUTF(), input.readUTF(), input.readUTF());
  }

  static GaugeTotals readTotals(DataInput input) throws IOException {
    GaugeTotals totals = new GaugeTotals();
    for (int left = Varints.readCount(input); left > 0; left--) {
      GaugeSource source = readSource(input);
      for (int counters = Varints.readCount(input); counters > 0; counters--) {
        totals.add(source, at(Counter.ALL, input), Varints.read(input));
      }
    }
    return totals;
  }

  static void read(DropReadings drops, DataInput input) throws IOException {
    for (int left = Varints.readCount(input); left > 0; left--) {
      drops.restore(
          Varints.read(input), new DropReadings.Reading(Varints.read(input), Varints.read(input)));
    }
  }

  private static <T> T at(List<T> all, DataInput input) throws IOException {
    long position = Varints.read(input);
    if (!(position >= 0 && position < all.size())) {
      throw new IOException("position: %d (expected: 0 to %d)".formatted(position, all.size() - 1));
    }
    return all.get((int) position);
  }
}
