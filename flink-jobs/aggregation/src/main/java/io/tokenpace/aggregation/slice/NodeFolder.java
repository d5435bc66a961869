package io.tokenpace.aggregation.slice;

import io.tokenpace.aggregation.config.PipelineConfig;
import io.tokenpace.aggregation.config.Run;
import io.tokenpace.aggregation.config.View;
import io.tokenpace.aggregation.outcome.Outcome;
import io.tokenpace.aggregation.rollup.Place;
import io.tokenpace.schemas.codec.BootIdentity;
import io.tokenpace.schemas.codec.EndedCursor;
import io.tokenpace.schemas.codec.Rejection;
import io.tokenpace.schemas.codec.ReportCursor;
import io.tokenpace.schemas.codec.RunCursor;
import io.tokenpace.schemas.codec.SeriesLabels;
import io.tokenpace.schemas.codec.StartedCursor;
import io.tokenpace.schemas.metrics.MetricSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Folds one node's reports into its slices, straight from their bytes.
 *
 * <p>A report counts once, however often it comes; a slice's content is given away when event time
 * passes its end, and what comes later is given away at once, until the allowed lateness is over.
 * Times are compared in whole milliseconds: a slice [a, b) is due when the watermark is b − 1 or
 * more.
 *
 * <p>NOT thread-safe: one folder for one thread, for any number of nodes' states.
 */
public final class NodeFolder {
  private final PipelineConfig config;
  private final Run run;
  private final long latenessMillis;
  private final EventFolder events;
  private final SliceGiver giver;
  private final @Nullable VllmBenchFolder vllmBench;
  private final ReportCursor cursor = new ReportCursor();
  private final List<Slice> touched = new ArrayList<>();
  private @Nullable SeriesLabels[] labels = new @Nullable SeriesLabels[64];

  /** The slice the report's last event lay in, and by series its parts that were asked for. */
  private @Nullable Slice partsSlice;

  private long partsFromMicros;
  private long partsToMicros;
  private @Nullable MetricSet[] parts = new @Nullable MetricSet[64];

  /** What became of a report. */
  public enum Verdict {
    /** It was new and in time, and is in the slices. */
    FOLDED,
    /** It had come before. */
    DUPLICATE,
    /** It was new, but its slice takes nothing any more. */
    LATE,
    /** It was stamped at a vantage this run does not count. */
    OTHER_VANTAGE
  }

  /** Takes what a node gives away, and when it wants to be woken. */
  public interface Output {
    /** A part of a roll-up key's result. */
    void partial(SlicePartial partial);

    /** Asks for {@link NodeFolder#advance} once event time has passed a moment. */
    void wakeAt(long millis);
  }

  /** A folder for one run under one configuration. */
  public NodeFolder(PipelineConfig config, Run run) {
    this.config = config;
    this.run = run;
    this.latenessMillis = run.allowedLatenessMillis(config.allowedLatenessMillis());
    this.events = new EventFolder(config.bounds());
    this.giver = new SliceGiver(config.rollups());
    this.vllmBench = config.views().contains(View.VLLM_BENCH) ? new VllmBenchFolder() : null;
  }

  /**
   * Takes a report.
   *
   * @param state the state of the node the report is of
   * @param report a record that {@link ReportCursor#open} accepts
   * @param watermarkMillis event time that has passed
   * @throws IllegalArgumentException if the cursor refuses the record
   */
  public Verdict offer(NodeState state, byte[] report, long watermarkMillis, Output output) {
    Rejection rejection = cursor.open(report);
    if (rejection != null) {
      throw new IllegalArgumentException(
          "report: %s, %s (expected: a report checked before)"
              .formatted(rejection.reason(), rejection.detail()));
    }
    if (cursor.vantage() != run.vantage()) {
      return Verdict.OTHER_VANTAGE;
    }
    BootIdentity identity = cursor.boot();
    BootState boot = state.boots.get(identity);
    if (boot == null) {
      boot = new BootState(new SequenceWindow());
      state.boots.put(identity, boot);
      boot.lastCompleteThroughMicros = cursor.completeThroughMicros();
      boot.wokenAtMillis = later(expiryMillis(boot), watermarkMillis);
      output.wakeAt(boot.wokenAtMillis);
    }
    if (boot.sequences.duplicate(cursor.sequence())) {
      return Verdict.DUPLICATE;
    }
    boot.lastCompleteThroughMicros =
        Math.max(boot.lastCompleteThroughMicros, cursor.completeThroughMicros());
    long baseStart = config.sliceStartMillis(cursor.baseTimeMicros());
    long missing = boot.sequences.mark(cursor.sequence(), baseStart);
    if (closedMillis(baseStart) <= watermarkMillis) {
      return Verdict.LATE;
    }
    fold(new Folding(state, boot, watermarkMillis, output), missing);
    return Verdict.FOLDED;
  }

  /** What stays the same while one report is folded. */
  private record Folding(NodeState state, BootState boot, long watermarkMillis, Output output) {}

  private void fold(Folding folding, long missing) {
    if (cursor.seriesCount() > labels.length) {
      labels = new @Nullable SeriesLabels[cursor.seriesCount()];
      parts = new @Nullable MetricSet[cursor.seriesCount()];
    }
    // Parts are looked up anew for each report, so that each touches its slices.
    partsToMicros = partsFromMicros;
    for (int series = 0; series < cursor.seriesCount(); series++) {
      labels[series] = cursor.series(series);
    }
    Slice base = slice(folding, cursor.baseTimeMicros());
    base.coverage = base.coverage.plus(1, missing);
    takeBack(folding);
    for (StartedCursor start = cursor.started(); start.next(); ) {
      events.started(start, part(folding, start.acceptedMicros(), start.series()));
    }
    for (RunCursor chunks = cursor.runs(); chunks.next(); ) {
      foldRun(folding, chunks);
      if (vllmBench != null) {
        vllmBench.run(folding.boot(), chunks);
      }
    }
    for (EndedCursor end = cursor.ended(); end.next(); ) {
      Outcome outcome = Outcome.of(end);
      MetricSet metrics = part(folding, end.endMicros(), end.series());
      events.ended(end, outcome, metrics);
      if (vllmBench != null) {
        vllmBench.ended(folding.boot(), end, outcome, metrics);
      }
    }
    for (Slice slice : touched) {
      if (slice != base) {
        giver.countReportFromElsewhere(slice);
      }
      slice.touched.clear();
      if (slice.due) {
        giver.give(slice, folding.output());
      }
    }
    touched.clear();
  }

  /** A report that was missing has come: the slice that counted it as missing is told. */
  private void takeBack(Folding folding) {
    long shownIn = folding.boot().sequences.takeBack(cursor.sequence());
    Slice slice = folding.state().slices.get(shownIn);
    if (slice != null) {
      slice.coverage = slice.coverage.plus(0, -1);
      touch(slice);
    }
  }

  /** Hands a run on in parts that lie in one slice each; nearly always there is one. */
  private void foldRun(Folding folding, RunCursor run) {
    long micros = run.startMicros();
    int chunk = 0;
    while (chunk < run.chunks()) {
      MetricSet metrics = part(folding, micros, run.series());
      int from = chunk;
      if (run.lastMicros() < partsToMicros) {
        chunk = run.chunks();
      }
      while (chunk < run.chunks() && micros < partsToMicros) {
        chunk++;
        micros += chunk < run.chunks() ? run.gapMicros(chunk) : 0;
      }
      events.chunks(run, from, chunk, metrics);
    }
  }

  private MetricSet part(Folding folding, long micros, int series) {
    if (!(micros >= partsFromMicros && micros < partsToMicros)) {
      partsSlice = slice(folding, micros);
      partsFromMicros = partsSlice.startMillis * 1_000;
      partsToMicros = partsFromMicros + config.sliceMillis() * 1_000;
      Arrays.fill(parts, null);
    }
    MetricSet part = parts[series];
    if (part == null) {
      part = Objects.requireNonNull(partsSlice).part(Objects.requireNonNull(labels[series]));
      parts[series] = part;
    }
    return part;
  }

  private Slice slice(Folding folding, long micros) {
    long start = config.sliceStartMillis(micros);
    Slice slice = folding.state().slices.get(start);
    if (slice == null) {
      slice = new Slice(start, Place.of(cursor.labels()));
      folding.state().slices.put(start, slice);
      long dueAt = dueMillis(slice);
      slice.due = dueAt <= folding.watermarkMillis();
      if (!slice.due) {
        folding.output().wakeAt(dueAt);
      }
      folding.output().wakeAt(later(closedMillis(start), folding.watermarkMillis()));
    }
    touch(slice);
    return slice;
  }

  private void touch(Slice slice) {
    if (!touched.contains(slice)) {
      touched.add(slice);
    }
  }

  /**
   * Does what is due when event time has passed a moment.
   *
   * @param millis a moment asked for by {@link Output#wakeAt}
   */
  public void advance(NodeState state, long millis, Output output) {
    long lastDueStart = millis + 1 - config.sliceMillis();
    for (Slice slice : state.slices.headMap(lastDueStart, true).descendingMap().values()) {
      if (slice.due) {
        // A slice is due when it is begun if its end has passed, so all before this one are.
        break;
      }
      slice.due = true;
      giver.give(slice, output);
    }
    state.slices.headMap(millis - closedMillis(0), true).clear();
    Iterator<BootState> boots = state.boots.values().iterator();
    while (boots.hasNext()) {
      BootState boot = boots.next();
      if (expiryMillis(boot) <= millis) {
        boots.remove();
      } else if (boot.wokenAtMillis <= millis) {
        boot.wokenAtMillis = expiryMillis(boot);
        output.wakeAt(boot.wokenAtMillis);
      }
    }
  }

  private long dueMillis(Slice slice) {
    return slice.startMillis + config.sliceMillis() - 1;
  }

  /** From when on a slice takes no reports. */
  private long closedMillis(long sliceStartMillis) {
    return sliceStartMillis + config.sliceMillis() + latenessMillis;
  }

  /** No report of a boot that is in time can come after this. */
  private long expiryMillis(BootState boot) {
    return Math.floorDiv(boot.lastCompleteThroughMicros, 1_000)
        + config.leaseMillis()
        + latenessMillis
        + config.sliceMillis();
  }

  /** A moment that has passed already is due as soon as event time moves. */
  private static long later(long millis, long watermarkMillis) {
    return Math.max(
        millis, watermarkMillis == Long.MAX_VALUE ? watermarkMillis : watermarkMillis + 1);
  }
}
