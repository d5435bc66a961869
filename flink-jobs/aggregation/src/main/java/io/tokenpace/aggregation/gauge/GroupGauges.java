package io.tokenpace.aggregation.gauge;

import io.tokenpace.schemas.metrics.Counter;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * What the engines and GPUs of one serving group have shown of themselves, as far as open slices
 * need it.
 *
 * <p>NOT thread-safe.
 */
public final class GroupGauges {
  private final Map<Sampled, Samples> samples = new HashMap<>();
  private final Map<Counted, CounterReadings> counters = new HashMap<>();
  private final Map<Engine, EngineStarts> starts = new HashMap<>();

  /**
   * What is sampled.
   *
   * @param gauge which gauge
   * @param node node of the engine; empty for a GPU, which several nodes may name
   * @param name the engine or the GPU
   */
  public record Sampled(Gauge gauge, String node, String name) {}

  /** A counter of an engine. */
  public record Counted(EngineCount count, String node, String engine) {}

  /** An engine. */
  public record Engine(String node, String engine) {}

  /** What has an area: all engines or GPUs of a source together, so that it is rounded once. */
  private record Measured(GaugeSource source, Gauge gauge) {}

  /** Nothing yet. */
  public GroupGauges() {}

  /** The samples of something. */
  public Samples samples(Sampled sampled) {
    return samples.computeIfAbsent(sampled, absent -> new Samples());
  }

  /** The readings of a counter. */
  public CounterReadings readings(Counted counted) {
    return counters.computeIfAbsent(counted, absent -> new CounterReadings());
  }

  /** The starts of an engine. */
  public EngineStarts starts(Engine engine) {
    return starts.computeIfAbsent(engine, absent -> new EngineStarts());
  }

  /**
   * What a slice's readings add up to, each area rounded half up once a source: the difference of
   * two such totals is whole, and all that was told of a slice adds up to the last.
   *
   * @param sliceMillis start of the slice
   * @param fromMicros start of the part of it that counts
   * @param toMicros end of that part, exclusive
   * @param leaseMicros how long a sample holds without another
   * @param forgottenAfterMicros how long after a counter's reading nothing is made of it any more
   * @param endMicros when a boot ended; {@link Long#MAX_VALUE} if it did not
   */
  public GaugeTotals totals(
      long sliceMillis,
      long fromMicros,
      long toMicros,
      long leaseMicros,
      long forgottenAfterMicros,
      ToLongFunction<Sampler> endMicros) {
    GaugeTotals totals = new GaugeTotals();
    Map<Measured, Area> areas = new HashMap<>();
    samples.forEach(
        (sampled, taken) ->
            taken.forEachHold(
                fromMicros,
                toMicros,
                leaseMicros,
                endMicros,
                adding(sampled.gauge(), areas, totals)));
    areas.forEach((of, area) -> totals.add(of.source(), of.gauge().area(), area.units()));
    counters.forEach(
        (counted, readings) -> {
          readings.forEachIncrease(
              sliceMillis,
              forgottenAfterMicros,
              (source, more) -> totals.add(source, counted.count().counter(), more));
          // Who reads an engine's counters knows whether it was restarted.
          readings.forEachReading(
              sliceMillis, source -> totals.add(source, Counter.ENGINE_RESTARTS, 0));
        });
    starts
        .values()
        .forEach(
            lives ->
                lives.forEachRestart(
                    fromMicros,
                    toMicros,
                    forgottenAfterMicros,
                    source -> totals.add(source, Counter.ENGINE_RESTARTS, 1)));
    return totals;
  }

  private static Samples.Holds adding(Gauge gauge, Map<Measured, Area> areas, GaugeTotals totals) {
    return new Samples.Holds() {
      @Override
      public void held(GaugeSource source, long value, long micros) {
        areas
            .computeIfAbsent(new Measured(source, gauge), absent -> new Area(gauge.areaDivisor()))
            .add(value, micros);
        totals.add(source, gauge.micros(), micros);
      }

      @Override
      public void taken(GaugeSource source, long value) {
        totals.add(source, gauge.max(), value);
      }
    };
  }

  /**
   * Forgets what no slice from a moment on needs.
   *
   * @return a moment before which not all can be forgotten; only if something is left
   */
  public long forgetBefore(long micros, long leaseMicros, long forgottenAfterMicros) {
    samples.values().forEach(taken -> taken.forgetBefore(micros - leaseMicros));
    samples.values().removeIf(taken -> taken.size() == 0);
    counters.values().forEach(readings -> readings.forgetBefore(micros, forgottenAfterMicros));
    counters.values().removeIf(CounterReadings::isEmpty);
    starts.values().forEach(lives -> lives.forgetBefore(micros, forgottenAfterMicros));
    starts.values().removeIf(EngineStarts::isEmpty);
    long last = Long.MIN_VALUE;
    for (Samples taken : samples.values()) {
      last = Math.max(last, taken.lastMicros() + leaseMicros);
    }
    for (CounterReadings readings : counters.values()) {
      last = Math.max(last, readings.lastMicros() + forgottenAfterMicros);
    }
    for (EngineStarts lives : starts.values()) {
      last = Math.max(last, lives.lastMicros() + forgottenAfterMicros);
    }
    return last;
  }

  /** Whether there is nothing to keep. */
  public boolean isEmpty() {
    return samples.isEmpty() && counters.isEmpty() && starts.isEmpty();
  }

  /** All samples; not to be changed. */
  public Map<Sampled, Samples> samples() {
    return samples;
  }

  /** All counters; not to be changed. */
  public Map<Counted, CounterReadings> counters() {
    return counters;
  }

  /** All starts; not to be changed. */
  public Map<Engine, EngineStarts> starts() {
    return starts;
  }
}
