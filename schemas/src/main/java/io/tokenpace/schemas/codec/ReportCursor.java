package io.tokenpace.schemas.codec;

import io.tokenpace.schemas.wire.NodeReport;
import io.tokenpace.schemas.wire.ProducerState;
import io.tokenpace.schemas.wire.Vantage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Walks a node report straight from its bytes: header, then the requests that started, the runs of
 * output chunks, the requests that ended, those still in flight; and what engines, GPUs and the
 * producer say of themselves. {@link #open} checks the whole report first, so that nothing after it
 * can fail; walking allocates nothing once the cursor has seen its largest run.
 *
 * <pre>
 *   if (cursor.open(bytes) == null) {
 *     for (StartedCursor start = cursor.started(); start.next(); ) { … }
 *     for (RunCursor run = cursor.runs(); run.next(); ) {
 *       for (int chunk = 0; chunk &lt; run.chunks(); chunk++) { … run.gapMicros(chunk) … }
 *     }
 *     for (EndedCursor end = cursor.ended(); end.next(); ) { … }
 *   }
 * </pre>
 *
 * <p>NOT thread-safe: one cursor for one thread, used again for report after report.
 */
public final class ReportCursor {
  private static final long FINGERPRINT = WireFormat.fingerprint(NodeReport.getClassSchema());
  private static final List<ProducerState> STATES = List.of(ProducerState.values());
  private static final List<Vantage> VANTAGES = List.of(Vantage.values());

  private final BinaryReader reader = new BinaryReader();
  private final ReportSections sections = new ReportSections();
  private final StartedCursor started = new StartedCursor();
  private final RunCursor runs = new RunCursor();
  private final TokenEventCursor tokenEvents = new TokenEventCursor();
  private final EndedCursor ended = new EndedCursor();
  private final InFlightCursor inFlight = new InFlightCursor();
  private final GaugeSections gauges = new GaugeSections();
  private final RecentValues<SeriesLabels> recentLabels = new RecentValues<>(SeriesLabels::read);
  private byte[] bytes = new byte[0];

  /**
   * Begins with a report.
   *
   * @param record a whole record's bytes, not to be changed while the cursor is on them
   * @return null if the report is good; else why it is not, and the cursor is not to be used
   */
  public @Nullable Rejection open(byte @Nullable [] record) {
    Rejection badHeader = WireFormat.checkHeader(record, FINGERPRINT);
    if (badHeader != null || record == null) {
      return badHeader;
    }
    bytes = record;
    reader.reset(record, WireFormat.HEADER_BYTES);
    try {
      sections.read(reader, runs, gauges);
    } catch (WireFormatException e) {
      return e.toRejection(FINGERPRINT);
    }
    if (reader.remaining() > 0) {
      return new Rejection(
          RejectionReason.TRAILING_BYTES,
          reader.remaining() + " bytes after the report (expected: none)",
          FINGERPRINT);
    }
    return null;
  }

  /** Name of the node. */
  public String node() {
    return sections.node;
  }

  /** The serving group the node belongs to; the node's own name if it serves alone. Allocates. */
  public String servingGroup() {
    reader.moveTo(sections.servingGroupPosition);
    return reader.readString("servingGroup");
  }

  /** Identity of the boot. Allocates. */
  public BootIdentity boot() {
    return new BootIdentity(sections.bootIdHigh, sections.bootIdLow);
  }

  /** Number of the report in its boot. */
  public long sequence() {
    return sections.sequence;
  }

  /** State of the producer after the report. */
  public ProducerState state() {
    return STATES.get(sections.state);
  }

  /** Where the report was stamped. */
  public Vantage vantage() {
    return VANTAGES.get(sections.vantage);
  }

  /** Time the report's offsets count from, UTC microseconds. */
  public long baseTimeMicros() {
    return sections.baseTimeMicros;
  }

  /** Every event of the boot up to here is in this or an earlier report, UTC microseconds. */
  public long completeThroughMicros() {
    return sections.completeThroughMicros;
  }

  /** How far the wall clock was moved since the last report, microseconds; 0 if it was not. */
  public long clockStepMicros() {
    return sections.clockStepMicros;
  }

  /** Largest delay of the producer's event loops, microseconds; −1 if it has none. */
  public long loopLagMicros() {
    return gauges.loopLagMicros;
  }

  /** Number of label sets. */
  public int seriesCount() {
    return sections.seriesCount;
  }

  /**
   * Labels of one set. Allocates for a set that was not met lately; ask once per report and set.
   *
   * @param series from 0 to {@link #seriesCount()} − 1
   */
  public SeriesLabels series(int series) {
    return recentLabels.of(reader, sections.seriesPositions[series], sections.seriesEnds[series]);
  }

  /** The node's GPUs. Allocates: ask once per report. */
  public List<ReportGpu> gpus() {
    List<ReportGpu> gpus = new ArrayList<>();
    reader.moveTo(sections.gpusPosition);
    for (int items = reader.readBlock("gpus"); items > 0; items = reader.readBlock("gpus")) {
      for (int item = 0; item < items; item++) {
        gpus.add(ReportGpu.read(reader));
      }
    }
    return List.copyOf(gpus);
  }

  /** The labels of the report itself. Allocates. */
  public ReportLabels labels() {
    reader.moveTo(WireFormat.HEADER_BYTES);
    return ReportLabels.read(reader);
  }

  /** The requests that started; from the beginning, at each call. */
  public StartedCursor started() {
    started.reset(bytes, sections.startedPosition, sections.baseTimeMicros, sections.seriesCount);
    return started;
  }

  /** The runs of output chunks; from the beginning, at each call. */
  public RunCursor runs() {
    runs.reset(bytes, sections.runsPosition, sections.baseTimeMicros, sections.seriesCount);
    return runs;
  }

  /**
   * The chunks of {@link #runs()} one by one, each as an event of its own; from the beginning, at
   * each call.
   */
  public TokenEventCursor tokenEvents() {
    tokenEvents.reset(bytes, sections.runsPosition, sections.baseTimeMicros, sections.seriesCount);
    return tokenEvents;
  }

  /** The requests that ended; from the beginning, at each call. */
  public EndedCursor ended() {
    ended.reset(bytes, sections.endedPosition, sections.baseTimeMicros, sections.seriesCount);
    return ended;
  }

  /**
   * All requests that were in flight at {@link #completeThroughMicros()}; from the beginning, at
   * each call.
   *
   * @return null if the report has no such list, which says nothing; an empty one says there were
   *     none
   */
  public @Nullable InFlightCursor inFlight() {
    if (sections.inFlightPosition < 0) {
      return null;
    }
    inFlight.reset(bytes, sections.inFlightPosition, sections.baseTimeMicros, sections.seriesCount);
    return inFlight;
  }

  /** Readings of engines' counters; from the beginning, at each call. */
  public EngineCounterCursor engineCounters() {
    return gauges.engineCounters(bytes, sections.baseTimeMicros);
  }

  /** Samples of engines' gauges; from the beginning, at each call. */
  public EngineSampleCursor engineSamples() {
    return gauges.engineSamples(bytes, sections.baseTimeMicros);
  }

  /** Samples of GPUs; from the beginning, at each call. */
  public GpuSampleCursor gpuSamples() {
    return gauges.gpuSamples(bytes, sections.baseTimeMicros);
  }

  /** What the boot could not report so far; from the beginning, at each call. */
  public DropCursor drops() {
    return gauges.drops(bytes, sections.baseTimeMicros);
  }
}
