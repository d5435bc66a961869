package io.tokenpace.agent.report;

import io.tokenpace.agent.time.AgentClock;
import io.tokenpace.agent.timeline.RequestEvent;
import io.tokenpace.schemas.codec.ReportGauges;
import io.tokenpace.schemas.codec.ReportWriter;
import io.tokenpace.schemas.wire.DropCount;
import io.tokenpace.schemas.wire.EngineCounter;
import io.tokenpace.schemas.wire.EngineSample;
import io.tokenpace.schemas.wire.GpuSample;
import io.tokenpace.schemas.wire.InFlightRequest;
import io.tokenpace.schemas.wire.ProducerState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes node reports of what the ring holds. Steps are taken from outside, by a thread or a test:
 *
 * <pre>
 *   step: note the time ► drain the ring into the report ► finish it if it is due
 * </pre>
 *
 * <p>A report is due 200 ms after its first event, or a second after the last one; a full one is
 * finished at once. What was in the ring when a step began is in the reports after it; so the time
 * noted before is what a report is complete through. A report that was cut because it is full is
 * complete through no more than the one before: the rest of the ring may hold earlier events. An
 * event that was stamped before that time and reached the ring after it is moved to just behind it;
 * its durations stay as they are.
 *
 * <p>Confined to one thread, but for {@link #drain()}.
 */
public final class ReportBuilder {
  /** How often steps are to be taken. */
  public static final Duration STEP = Duration.ofMillis(20);

  private static final long STEP_MICROS = STEP.toNanos() / 1_000;
  private static final long SPAN_MICROS = 200_000;
  private static final long HEARTBEAT_MICROS = 1_000_000;
  private static final long GAUGES_MICROS = 1_000_000;
  private static final long GAUGES_OF_MANY_MICROS = 5_000_000;

  /** With more requests in flight, gauges and the list of them come less often. */
  private static final int FEW_IN_FLIGHT = 1_000;

  /** A list of more requests would not fit a record, and jobs keep no more of a boot. */
  private static final int MAX_IN_FLIGHT = 16_384;

  private final ReportWriter writer;
  private final EventRing ring;
  private final AgentClock clock;
  private final EventTime time;
  private final EventWriter events;
  private final GaugeReadings readings;
  private final LongSupplier loopLagMicros;
  private final DropCounts drops;
  private final ReportCounts counts;
  private final Consumer<BuiltReport> reports;
  private volatile boolean draining;
  private int eventsInReport;
  private long clockStepMicros;
  private long begunMicros;
  private long finishedMicros;
  private long gaugesMicros;

  /** What reports say besides their events, and who is told. */
  public record Sources(
      GaugeReadings readings, LongSupplier loopLagMicros, DropCounts drops, ReportCounts counts) {}

  /**
   * A builder of one boot, which begins now.
   *
   * @param writer the boot's writer
   * @param ring where events come from
   * @param clock the clock that stamped them
   * @param sources the rest; the loop lag is the largest since it was last asked for, negative if
   *     there is none
   * @param reports takes each report; may not block
   */
  public ReportBuilder(
      ReportWriter writer,
      EventRing ring,
      AgentClock clock,
      Sources sources,
      Consumer<BuiltReport> reports) {
    this.writer = writer;
    this.ring = ring;
    this.clock = clock;
    this.time = new EventTime(clock);
    this.events = new EventWriter(writer, time, sources.counts());
    this.readings = sources.readings();
    this.loopLagMicros = sources.loopLagMicros();
    this.drops = sources.drops();
    this.counts = sources.counts();
    this.reports = reports;
    this.finishedMicros = clock.monotonicMicros();
    this.gaugesMicros = finishedMicros - GAUGES_MICROS;
  }

  /** From now on reports say that the producer is draining. Thread-safe. */
  public void drain() {
    draining = true;
  }

  /** Reports what is in the ring, if a report is due. */
  public void step() {
    long now = clock.monotonicMicros();
    ring.drain(this::take, events::forget);
    long sinceFinished = now - finishedMicros;
    boolean due =
        writer.begun()
            ? now - begunMicros + STEP_MICROS > SPAN_MICROS
            : sinceFinished + STEP_MICROS > HEARTBEAT_MICROS;
    if (due) {
      begin();
      ProducerState state = draining ? ProducerState.DRAINING : ProducerState.RUNNING;
      finish(time.completeThrough(now), state, gauges(now));
    }
  }

  /** Reports what is left, and that nothing comes after it. No step may be taken afterwards. */
  public void end() {
    long now = clock.monotonicMicros();
    while (ring.depth() > 0) {
      ring.drain(this::take, events::forget);
    }
    begin();
    finish(time.completeThrough(now), ProducerState.FINAL, allGauges(List.of()));
  }

  private void take(RequestEvent event) {
    begin();
    try {
      events.write(event);
      eventsInReport++;
    } catch (IllegalArgumentException e) {
      drops.event(DropReason.INVALID_EVENT);
    }
    if (writer.full()) {
      finish(
          time.completeThroughMicros(),
          draining ? ProducerState.DRAINING : ProducerState.RUNNING,
          ReportGauges.ofClockStep(clockStepMicros));
    }
  }

  private void begin() {
    if (!writer.begun()) {
      clockStepMicros = time.anchor();
      begunMicros = clock.monotonicMicros();
      writer.begin(time.of(begunMicros));
    }
  }

  private void finish(long completeThroughMicros, ProducerState state, ReportGauges gauges) {
    int inIt = eventsInReport;
    eventsInReport = 0;
    finishedMicros = clock.monotonicMicros();
    byte[] bytes;
    try {
      bytes = writer.finish(completeThroughMicros, state, gauges);
    } catch (IllegalArgumentException e) {
      drops.report(DropReason.UNWRITABLE_REPORT, inIt);
      return;
    }
    counts.report();
    reports.accept(new BuiltReport(bytes, inIt));
  }

  private ReportGauges gauges(long now) {
    int inFlight = events.inFlight();
    long period = inFlight > FEW_IN_FLIGHT ? GAUGES_OF_MANY_MICROS : GAUGES_MICROS;
    if (now - gaugesMicros + STEP_MICROS <= period) {
      return ReportGauges.ofClockStep(clockStepMicros);
    }
    gaugesMicros = now;
    return allGauges(inFlight > MAX_IN_FLIGHT ? null : events.inFlightList());
  }

  private ReportGauges allGauges(@Nullable List<InFlightRequest> inFlight) {
    List<EngineCounter> counters = new ArrayList<>();
    List<EngineSample> samples = new ArrayList<>();
    for (EngineReading reading : readings.takeEngines()) {
      long offset = offset(reading.atMicros());
      for (EngineReading.Value value : reading.counters()) {
        counters.add(
            new EngineCounter(
                reading.engine(),
                value.name(),
                value.unit(),
                reading.startedAtMicros(),
                offset,
                value.value()));
      }
      for (EngineReading.Value value : reading.samples()) {
        samples.add(
            new EngineSample(reading.engine(), value.name(), value.unit(), offset, value.value()));
      }
    }
    long lag = loopLagMicros.getAsLong();
    return new ReportGauges(
        clockStepMicros,
        counters,
        samples,
        gpuSamples(),
        inFlight,
        dropCounts(),
        lag < 0 ? null : (Long) lag);
  }

  private List<GpuSample> gpuSamples() {
    List<GpuSample> samples = new ArrayList<>();
    for (GpuReading reading : readings.takeGpus()) {
      samples.add(
          new GpuSample(
              reading.uuid(),
              offset(reading.atMicros()),
              reading.utilisationPpm(),
              reading.memoryUsedBytes(),
              reading.memoryTotalBytes(),
              reading.powerMilliwatts()));
    }
    return samples;
  }

  private long offset(long monotonicMicros) {
    return events.offset(time.ofReading(monotonicMicros));
  }

  private List<DropCount> dropCounts() {
    List<DropCount> list = new ArrayList<>();
    for (DropReason reason : DropReason.values()) {
      long lost = drops.events(reason);
      if (lost > 0) {
        list.add(new DropCount(reason.word(), lost));
      }
    }
    return list;
  }
}
