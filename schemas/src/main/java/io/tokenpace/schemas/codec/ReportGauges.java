package io.tokenpace.schemas.codec;

import io.tokenpace.schemas.wire.DropCount;
import io.tokenpace.schemas.wire.EngineCounter;
import io.tokenpace.schemas.wire.EngineSample;
import io.tokenpace.schemas.wire.GpuSample;
import io.tokenpace.schemas.wire.InFlightRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a report says besides its events. Offsets count from the report's base time, positions of
 * series are the report's own.
 *
 * @param clockStepMicros how far the wall clock was moved since the last report; 0 if not
 * @param engineCounters readings of engines' counters
 * @param engineSamples readings of engines' gauges
 * @param gpuSamples readings of GPUs
 * @param inFlight every request in flight after the report's events; null if it does not say
 * @param drops events the boot could not report so far, by reason
 * @param loopLagMicros largest delay of the producer's event loops since the last report; null if
 *     it has none
 */
public record ReportGauges(
    long clockStepMicros,
    List<EngineCounter> engineCounters,
    List<EngineSample> engineSamples,
    List<GpuSample> gpuSamples,
    @Nullable List<InFlightRequest> inFlight,
    List<DropCount> drops,
    @Nullable Long loopLagMicros) {
  /** Of a producer that says nothing but its events. */
  public static final ReportGauges NONE =
      new ReportGauges(0, List.of(), List.of(), List.of(), null, List.of(), null);

  /** Copies the lists. */
  public ReportGauges {
    engineCounters = List.copyOf(engineCounters);
    engineSamples = List.copyOf(engineSamples);
    gpuSamples = List.copyOf(gpuSamples);
    inFlight = inFlight == null ? null : List.copyOf(inFlight);
    drops = List.copyOf(drops);
  }

  /** Those of a report that carries nothing else, after the clock was moved. */
  public static ReportGauges ofClockStep(long clockStepMicros) {
    return new ReportGauges(
        clockStepMicros, List.of(), List.of(), List.of(), null, List.of(), null);
  }
}
