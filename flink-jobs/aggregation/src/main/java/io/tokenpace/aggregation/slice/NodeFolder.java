package io.tokenpace.aggregation.slice;

import io.tokenpace.aggregation.config.PipelineConfig;
import io.tokenpace.aggregation.config.Run;
import io.tokenpace.aggregation.config.SloPolicy;
import io.tokenpace.aggregation.config.View;
import io.tokenpace.aggregation.outcome.RequestOutcome;
import io.tokenpace.aggregation.rollup.Place;
import io.tokenpace.aggregation.slo.SloPolicies;
import io.tokenpace.schemas.codec.BootIdentity;
import io.tokenpace.schemas.codec.EndedCursor;
import io.tokenpace.schemas.codec.Rejection;
import io.tokenpace.schemas.codec.ReportCursor;
import io.tokenpace.schemas.codec.RunCursor;
import io.tokenpace.schemas.codec.SeriesLabels;
import io.tokenpace.schemas.codec.StartedCursor;
import io.tokenpace.schemas.metrics.MetricSet;
import io.tokenpace.schemas.metrics.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Folds the reports of a serving group's nodes into slices, straight from their bytes.
 *
 * <p>A report counts once, however often it comes; a slice's content is given away when event time
 * passes its end, and what comes later is given away at once, until the allowed lateness is over.
 * Times are compared in whole milliseconds: a slice [a, b) is due when the watermark is b − 1 or
 * more.
 *
 * <p>NOT thread-safe: one folder for one thread, for any number of groups' states.
 */
public final class NodeFolder {
  private final PipelineConfig config;
  private final Run run;
  private final long latenessMillis;
  private final EventFolder events;
  private final SloPolicies policies;
  private final GoodputFolder goodput;
  private final CostFolder costs;
  private final SliceGiver giver;
  private final GroupGiver groupGiver;
  private final @Nullable VllmBenchFolder vllmBench;
  private final ReportCursor cursor = new ReportCursor();
  private final List<Slice> touched = new ArrayList<>();

  /** Starts of slices that are due and have changed; empty between reports. */
  private final TreeSet<Long> changed = new TreeSet<>();

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
    this.policies = new SloPolicies(config.goodput().policies());
    this.goodput = new GoodputFolder(config.goodput());
    this.costs = new CostFolder(config, run);
    this.giver = new SliceGiver(config.rollups());
    this.groupGiver = new GroupGiver(costs, giver, run.live());
    this.vllmBench = config.views().contains(View.VLLM_BENCH) ? new VllmBenchFolder() : null;
  }

  /**
   * Takes a report.
   *
   * @param group the state of the serving group the report's node belongs to
   * @param report a record that {@link ReportCursor#open} accepts
   * @param watermarkMillis event time that has passed
   * @throws IllegalArgumentException if the cursor refuses the record
   */
  public Verdict offer(GroupState group, byte[] report, long watermarkMillis, Output output) {
    Rejection rejection = cursor.open(report);
    if (rejection != null) {
      throw new IllegalArgumentException(
          "report: %s, %s (expected: a report checked before)"
              .formatted(rejection.reason(), rejection.detail()));
    }
    if (cursor.vantage() != run.vantage()) {
      return Verdict.OTHER_VANTAGE;
    }
    NodeState node = group.nodes.computeIfAbsent(cursor.node(), absent -> new NodeState());
    BootIdentity identity = cursor.boot();
    BootState boot = node.boots.get(identity);
    if (boot == null) {
      boot = new BootState(new SequenceWindow(), Place.of(cursor.labels()));
      node.boots.put(identity, boot);
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
    fold(new Folding(group, node, boot, watermarkMillis, output), missing);
    return Verdict.FOLDED;
  }

  /** What stays the same while one report is folded. */
  private record Folding(
      GroupState group, NodeState node, BootState boot, long watermarkMillis, Output output) {}

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
    LongConsumer changes = start -> change(folding, start);
    LongConsumer chargeable = start -> requireCharge(folding, start);
    long openMicros = openMicros(folding.watermarkMillis());
    costs.alive(folding.boot(), cursor, openMicros, chargeable);
    for (StartedCursor start = cursor.started(); start.next(); ) {
      events.started(start, part(folding, start.acceptedMicros(), start.series()));
      costs.started(folding.group(), folding.boot(), start, labels(start.series()), changes);
    }
    for (RunCursor chunks = cursor.runs(); chunks.next(); ) {
      foldRun(folding, chunks);
      if (vllmBench != null) {
        vllmBench.run(folding.boot(), chunks);
      }
    }
    for (EndedCursor end = cursor.ended(); end.next(); ) {
      foldEnd(folding, end);
      costs.ended(
          folding.group(),
          folding.boot(),
          end,
          labels(end.series()),
          openMicros,
          start -> keepCosts(folding, start),
          changes);
    }
    for (Slice slice : touched) {
      if (slice != base) {
        giver.countReportFromElsewhere(slice);
      }
      slice.touched.clear();
      change(folding, slice.startMillis);
    }
    touched.clear();
    for (long start : changed) {
      boolean open = closedMillis(start) > folding.watermarkMillis();
      groupGiver.give(folding.group(), start, open, folding.output());
    }
    changed.clear();
  }

  private void foldEnd(Folding folding, EndedCursor end) {
    SloPolicy policy = policies.inForce(labels(end.series()), end.acceptedMicros());
    Outcome outcome = RequestOutcome.of(end, policy);
    MetricSet metrics = part(folding, end.endMicros(), end.series());
    events.ended(end, outcome, metrics);
    goodput.ended(end, outcome, policy, metrics);
    if (vllmBench != null) {
      vllmBench.ended(folding.boot(), end, outcome, metrics);
    }
  }

  /** Notes a slice that has changed, if that is to be given away at once. */
  private void change(Folding folding, long sliceStart) {
    if (dueMillis(sliceStart) <= folding.watermarkMillis()) {
      changed.add(sliceStart);
    }
  }

  /** Makes sure that a slice that is open will be charged. */
  private void requireCharge(Folding folding, long sliceStart) {
    keepCosts(folding, sliceStart);
    change(folding, sliceStart);
  }

  private void keepCosts(Folding folding, long sliceStart) {
    if (closedMillis(sliceStart) > folding.watermarkMillis()
        && !folding.group().costs.containsKey(sliceStart)) {
      folding.group().costs.put(sliceStart, new SliceCosts());
      wake(folding, sliceStart);
    }
  }

  /** A report that was missing has come: the slice that counted it as missing is told. */
  private void takeBack(Folding folding) {
    long shownIn = folding.boot().sequences.takeBack(cursor.sequence());
    Slice slice = folding.node().slices.get(shownIn);
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

  private SeriesLabels labels(int series) {
    return Objects.requireNonNull(labels[series]);
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
      part = Objects.requireNonNull(partsSlice).part(labels(series));
      parts[series] = part;
    }
    return part;
  }

  private Slice slice(Folding folding, long micros) {
    long start = config.sliceStartMillis(micros);
    Slice slice = folding.node().slices.get(start);
    if (slice == null) {
      slice = new Slice(start, Place.of(cursor.labels()));
      folding.node().slices.put(start, slice);
      slice.due = dueMillis(start) <= folding.watermarkMillis();
      wake(folding, start);
    }
    touch(slice);
    return slice;
  }

  /** Asks to be woken when a slice is due, and when it is closed. */
  private void wake(Folding folding, long sliceStart) {
    if (dueMillis(sliceStart) > folding.watermarkMillis()) {
      folding.output().wakeAt(dueMillis(sliceStart));
    }
    folding.output().wakeAt(later(closedMillis(sliceStart), folding.watermarkMillis()));
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
  public void advance(GroupState group, long millis, Output output) {
    for (long start : GroupGiver.newlyDue(group, millis + 1 - config.sliceMillis())) {
      groupGiver.give(group, start, true, output);
    }
    groupGiver.close(group, millis - closedMillis(0), output);
    for (NodeState node : group.nodes.values()) {
      forget(node, millis, output);
    }
    group.nodes.values().removeIf(NodeState::isEmpty);
  }

  private void forget(NodeState node, long millis, Output output) {
    long oldestOpenMicros = (millis - closedMillis(0)) * 1_000;
    Iterator<BootState> boots = node.boots.values().iterator();
    while (boots.hasNext()) {
      BootState boot = boots.next();
      if (expiryMillis(boot) <= millis) {
        boots.remove();
      } else {
        costs.forget(boot, oldestOpenMicros);
        if (boot.wokenAtMillis <= millis) {
          boot.wokenAtMillis = expiryMillis(boot);
          output.wakeAt(boot.wokenAtMillis);
        }
      }
    }
  }

  private long dueMillis(long sliceStart) {
    return sliceStart + config.sliceMillis() - 1;
  }

  /** From when on a slice takes no reports. */
  private long closedMillis(long sliceStartMillis) {
    return sliceStartMillis + config.sliceMillis() + latenessMillis;
  }

  /** Start of the oldest slice that takes reports. */
  private long openMicros(long watermarkMillis) {
    if (watermarkMillis < run.startMicros() / 1_000) {
      return run.startMicros();
    }
    // At the end of all input the watermark is too far ahead to be counted in microseconds.
    long passedMicros = Math.min(watermarkMillis, Long.MAX_VALUE / 1_000) * 1_000;
    return config.sliceStartMillis(passedMicros - latenessMillis * 1_000) * 1_000;
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
