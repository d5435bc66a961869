package io.tokenpace.schemas.codec;

import io.tokenpace.schemas.wire.NodeReport;
import io.tokenpace.schemas.wire.ProducerState;
import io.tokenpace.schemas.wire.RequestEnd;
import io.tokenpace.schemas.wire.RequestStart;
import io.tokenpace.schemas.wire.Series;
import io.tokenpace.schemas.wire.TokenRun;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Packs what a producer saw into node reports: consecutive chunks of one choice become one run,
 * labels are written once, times become offsets. One writer is one boot; its reports are numbered
 * from 0.
 *
 * <pre>
 *   begin(base) → series / started / chunk / ended, in the order things happened → finish → …
 * </pre>
 *
 * <p>NOT thread-safe.
 */
public final class ReportWriter {
  /** A report with this many chunks is full. */
  public static final int MAX_CHUNKS = 4_000;

  /** A report whose bytes may come near this many is full. */
  public static final int MAX_BYTES = 64 * 1024;

  /** Most label sets of one boot, {@link #OTHER} included. */
  public static final int MAX_SERIES = 64;

  /** Farthest an event may lie from its report's base time or from accepted: 12.7 days. */
  public static final long MAX_OFFSET_MICROS = ItemCursor.MAX_OFFSET_MICROS;

  /** Stands for the labels of every series beyond {@link #MAX_SERIES}. */
  public static final SeriesLabels OTHER =
      new SeriesLabels("(other)", "(other)", "(other)", "(other)", "(other)");

  private final ReportSource source;
  private final WireCodec<NodeReport> codec = WireCodec.nodeReports();
  private final Map<SeriesLabels, Integer> known = new LinkedHashMap<>();
  private final Map<SeriesLabels, Integer> inReport = new LinkedHashMap<>();
  private final Map<RunKey, RunBuilder> open = new LinkedHashMap<>();
  private final List<RequestStart> started = new ArrayList<>();
  private final List<TokenRun> closed = new ArrayList<>();
  private final List<RequestEnd> ended = new ArrayList<>();
  private long sequence;
  private long baseTimeMicros = -1;
  private int chunks;
  private int bytesEstimate;

  private record RunKey(long request, int choice) {}

  /** A writer for one boot. */
  public ReportWriter(ReportSource source) {
    this.source = source;
  }

  /**
   * Begins the next report.
   *
   * @param newBaseTimeMicros the time its offsets count from, UTC microseconds
   * @throws IllegalStateException if a report is already begun
   */
  public void begin(long newBaseTimeMicros) {
    if (baseTimeMicros >= 0) {
      throw new IllegalStateException("a report is already begun");
    }
    baseTimeMicros = newBaseTimeMicros;
  }

  /** Whether a report is begun. */
  public boolean begun() {
    return baseTimeMicros >= 0;
  }

  /** The begun report's base time, UTC microseconds. */
  public long baseTimeMicros() {
    requireBegun();
    return baseTimeMicros;
  }

  /** Position of labels in the begun report; the boot's 64th and later share {@link #OTHER}. */
  public int series(SeriesLabels labels) {
    requireBegun();
    SeriesLabels kept = labels;
    if (!known.containsKey(labels)) {
      if (known.size() >= MAX_SERIES - 1) {
        kept = OTHER;
      } else {
        known.put(labels, known.size());
      }
    }
    Integer position = inReport.get(kept);
    if (position == null) {
      position = inReport.size();
      inReport.put(kept, position);
      bytesEstimate += 64;
    }
    return position;
  }

  /** A request started; its offsets count from {@link #baseTimeMicros()}. */
  public void started(RequestStart start) {
    requireBegun();
    started.add(start);
    bytesEstimate += 32;
  }

  /** An output chunk arrived. */
  public void chunk(OutputChunk chunk) {
    requireBegun();
    chunks++;
    bytesEstimate += 5;
    RunKey key = new RunKey(chunk.request(), chunk.choice());
    RunBuilder run = open.get(key);
    if (run != null && run.takes(chunk)) {
      run.add(chunk);
      return;
    }
    if (run != null) {
      closed.add(run.build());
    }
    open.put(key, new RunBuilder(chunk, baseTimeMicros));
    bytesEstimate += 24;
  }

  /** A request ended; its offsets count from {@link #baseTimeMicros()}. */
  public void ended(RequestEnd end) {
    requireBegun();
    ended.add(end);
    bytesEstimate += 80;
  }

  /** Whether the begun report should be finished before more is added. */
  public boolean full() {
    return chunks >= MAX_CHUNKS || bytesEstimate >= MAX_BYTES;
  }

  /**
   * Ends the begun report, as {@link #finish(long, ProducerState, ReportGauges)} without gauges.
   */
  public byte[] finish(long completeThroughMicros, ProducerState state) {
    return finish(completeThroughMicros, state, ReportGauges.NONE);
  }

  /**
   * Ends the begun report.
   *
   * @param completeThroughMicros every event of the boot up to here is in this or an earlier report
   * @param state state of the producer after it
   * @param gauges what it says besides its events
   * @return the record's bytes
   * @throws IllegalArgumentException if a field is missing or the record would be too large; what
   *     was in it is lost then, and the next report takes its number
   */
  public byte[] finish(long completeThroughMicros, ProducerState state, ReportGauges gauges) {
    requireBegun();
    for (RunBuilder run : open.values()) {
      closed.add(run.build());
    }
    NodeReport.Builder report =
        source
            .toReport()
            .setSequence(sequence)
            .setState(state)
            .setBaseTimeMicros(baseTimeMicros)
            .setCompleteThroughMicros(completeThroughMicros)
            .setClockStepMicros(gauges.clockStepMicros())
            .setSeries(inReport.keySet().stream().map(ReportWriter::toWire).toList())
            .setStarted(List.copyOf(started))
            .setRuns(List.copyOf(closed))
            .setEnded(List.copyOf(ended))
            .setEngineCounters(gauges.engineCounters())
            .setEngineSamples(gauges.engineSamples())
            .setGpuSamples(gauges.gpuSamples())
            .setInFlight(gauges.inFlight())
            .setDrops(gauges.drops())
            .setLoopLagMicros(gauges.loopLagMicros());
    try {
      byte[] bytes = codec.encode(report.build());
      sequence++;
      return bytes;
    } finally {
      baseTimeMicros = -1;
      chunks = 0;
      bytesEstimate = 0;
      inReport.clear();
      open.clear();
      started.clear();
      closed.clear();
      ended.clear();
    }
  }

  private static Series toWire(SeriesLabels labels) {
    return new Series(
        labels.engine(), labels.model(), labels.baseModel(), labels.tenant(), labels.workload());
  }

  private void requireBegun() {
    if (baseTimeMicros < 0) {
      throw new IllegalStateException("no report is begun");
    }
  }
}
