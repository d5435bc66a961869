package io.tokenpace.aggregation.slice;

import io.tokenpace.aggregation.config.PipelineConfig;
import io.tokenpace.aggregation.config.Run;
import io.tokenpace.aggregation.config.SloPolicy;
import io.tokenpace.aggregation.config.View;
import io.tokenpace.aggregation.outcome.Outcome;
import io.tokenpace.aggregation.rollup.Place;
import io.tokenpace.aggregation.slo.SloPolicies;
import io.tokenpace.schemas.codec.BootIdentity;
import io.tokenpace.schemas.codec.EndedCursor;
import io.tokenpace.schemas.codec.Rejection;
import io.tokenpace.schemas.codec.ReportCursor;
import io.tokenpace.schemas.codec.RunCursor;
import io.tokenpace.schemas.codec.StartedCursor;
import io.tokenpace.schemas.metrics.MetricSet;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
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
  /** Stands for an append time nobody knows. */
  public static final long NOT_APPENDED = -1;

  private final PipelineConfig config;
  private final Run run;
  private final SliceTimes times;
  private final EventFolder events;
  private final SloPolicies policies;
  private final GoodputFolder goodput;
  private final CostFolder costs;
  private final CoverageFolder coverage;
  private final GaugeFolder gauges;
  private final SliceGiver giver;
  private final GroupGiver groupGiver;
  private final @Nullable VllmBenchFolder vllmBench;
  private final ReportCursor cursor = new ReportCursor();
  private final List<Slice> touched = new ArrayList<>();

  /** Starts of slices that are due and have changed; empty between reports. */
  private final TreeSet<Long> changed = new TreeSet<>();

  private final ReportSeries series = new ReportSeries();

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
    this.times = new SliceTimes(config, run);
    this.events = new EventFolder(config.bounds());
    this.policies = new SloPolicies(config.goodput().policies());
    this.goodput = new GoodputFolder(config.goodput());
    this.costs = new CostFolder(config, run);
    this.coverage = new CoverageFolder(run.live());
    this.gauges = new GaugeFolder(config, run, times);
    this.giver = new SliceGiver(config.rollups());
    this.groupGiver = new GroupGiver(costs, gauges, giver, run.live());
    this.vllmBench = config.views().contains(View.VLLM_BENCH) ? new VllmBenchFolder() : null;
  }

  /** Takes a report of which nobody knows when the broker took it. */
  public Verdict offer(GroupState group, byte[] report, long watermarkMillis, Output output) {
    return offer(group, report, NOT_APPENDED, watermarkMillis, output);
  }

  /**
   * Takes a report.
   *
   * @param group the state of the serving group the report's node belongs to
   * @param report a record that {@link ReportCursor#open} accepts
   * @param appendedMicros when the broker took it, UTC microseconds; {@link #NOT_APPENDED} if that
   *     is not known
   * @param watermarkMillis event time that has passed
   * @throws IllegalArgumentException if the cursor refuses the record
   */
  public Verdict offer(
      GroupState group, byte[] report, long appendedMicros, long watermarkMillis, Output output) {
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
      boot = new BootState(new SequenceWindow(), place());
      node.boots.put(identity, boot);
      boot.lastCompleteThroughMicros = cursor.completeThroughMicros();
      boot.wokenAtMillis = SliceTimes.later(times.expiryMillis(boot), watermarkMillis);
      output.wakeAt(boot.wokenAtMillis);
    }
    if (boot.sequences.duplicate(cursor.sequence())) {
      return Verdict.DUPLICATE;
    }
    boot.lastCompleteThroughMicros =
        Math.max(boot.lastCompleteThroughMicros, cursor.completeThroughMicros());
    long baseStart = times.startMillis(cursor.baseTimeMicros());
    long missing = boot.sequences.mark(cursor.sequence(), baseStart);
    Folding folding = new Folding(group, node, boot, watermarkMillis, output);
    if (times.closedMillis(baseStart) <= watermarkMillis) {
      countLate(folding);
      return Verdict.LATE;
    }
    fold(folding, appendedMicros, missing);
    return Verdict.FOLDED;
  }

  /** What stays the same while one report is folded. */
  private record Folding(
      GroupState group, NodeState node, BootState boot, long watermarkMillis, Output output) {}

  /** Counts a report that is refused where event time stands, as its own slice takes nothing. */
  private void countLate(Folding folding) {
    // At the end of all input there is no slice that could be told.
    if (folding.watermarkMillis() < Long.MAX_VALUE / 1_000) {
      Slice slice = slice(folding, (folding.watermarkMillis() + 1) * 1_000);
      slice.coverage = slice.coverage.plusLate();
      touched.clear();
    }
  }

  private void fold(Folding folding, long appendedMicros, long missing) {
    series.begin(cursor);
    Slice base = slice(folding, cursor.baseTimeMicros());
    coverage.folded(
        folding.node(), folding.boot(), cursor, appendedMicros, missing, base, this::touch);
    LongConsumer changes = start -> change(folding, start);
    LongConsumer chargeable = start -> requireCharge(folding, start);
    long openMicros = times.openMicros(folding.watermarkMillis());
    costs.alive(folding.boot(), cursor, openMicros, chargeable);
    gauges.fold(folding.group(), cursor, openMicros, chargeable);
    gauges.forget(folding.group(), openMicros, folding.watermarkMillis(), folding.output());
    for (StartedCursor start = cursor.started(); start.next(); ) {
      events.started(start, part(folding, start.acceptedMicros(), start.series()));
      costs.started(folding.group(), folding.boot(), start, series.labels(start.series()), changes);
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
          series.labels(end.series()),
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
      boolean open = times.closedMillis(start) > folding.watermarkMillis();
      groupGiver.give(folding.group(), start, open, folding.output());
    }
    changed.clear();
  }

  private void foldEnd(Folding folding, EndedCursor end) {
    SloPolicy policy = policies.inForce(series.labels(end.series()), end.acceptedMicros());
    Outcome outcome = Outcome.of(end, policy);
    MetricSet metrics = part(folding, end.endMicros(), end.series());
    events.ended(end, outcome, metrics);
    goodput.ended(end, outcome, policy, metrics);
    if (vllmBench != null) {
      vllmBench.ended(folding.boot(), end, outcome, metrics);
    }
  }

  /** Notes a slice that has changed, if that is to be given away at once. */
  private void change(Folding folding, long sliceStart) {
    if (times.dueMillis(sliceStart) <= folding.watermarkMillis()) {
      changed.add(sliceStart);
    }
  }

  /** Makes sure that a slice that is open will be charged. */
  private void requireCharge(Folding folding, long sliceStart) {
    keepCosts(folding, sliceStart);
    change(folding, sliceStart);
  }

  private void keepCosts(Folding folding, long sliceStart) {
    if (times.closedMillis(sliceStart) > folding.watermarkMillis()
        && !folding.group().costs.containsKey(sliceStart)) {
      folding.group().costs.put(sliceStart, new SliceCosts());
      wake(folding, sliceStart);
    }
  }

  private Place place() {
    return Place.of(cursor.labels(), cursor.gpus());
  }

  /** Hands a run on in parts that lie in one slice each; nearly always there is one. */
  private void foldRun(Folding folding, RunCursor run) {
    long micros = run.startMicros();
    int chunk = 0;
    while (chunk < run.chunks()) {
      MetricSet metrics = part(folding, micros, run.series());
      int from = chunk;
      if (run.lastMicros() < series.toMicros()) {
        chunk = run.chunks();
      }
      while (chunk < run.chunks() && micros < series.toMicros()) {
        chunk++;
        micros += chunk < run.chunks() ? run.gapMicros(chunk) : 0;
      }
      events.chunks(run, from, chunk, metrics);
    }
  }

  private MetricSet part(Folding folding, long micros, int number) {
    if (!series.in(micros)) {
      series.moveTo(slice(folding, micros), config.sliceMillis());
    }
    return series.part(number);
  }

  private Slice slice(Folding folding, long micros) {
    long start = times.startMillis(micros);
    Slice slice = folding.node().slices.get(start);
    if (slice == null) {
      slice = new Slice(start, place());
      folding.node().slices.put(start, slice);
      slice.due = times.dueMillis(start) <= folding.watermarkMillis();
      wake(folding, start);
    }
    touch(slice);
    return slice;
  }

  /** Asks to be woken when a slice is due, and when it is closed. */
  private void wake(Folding folding, long sliceStart) {
    if (times.dueMillis(sliceStart) > folding.watermarkMillis()) {
      folding.output().wakeAt(times.dueMillis(sliceStart));
    }
    folding
        .output()
        .wakeAt(SliceTimes.later(times.closedMillis(sliceStart), folding.watermarkMillis()));
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
    groupGiver.close(group, times.lastClosedStart(millis), output);
    for (NodeState node : group.nodes.values()) {
      forget(node, millis, output);
    }
    group.nodes.values().removeIf(NodeState::isEmpty);
    gauges.forget(group, times.lastClosedStart(millis) * 1_000, millis, output);
  }

  private void forget(NodeState node, long millis, Output output) {
    long oldestOpenMicros = times.lastClosedStart(millis) * 1_000;
    Iterator<BootState> boots = node.boots.values().iterator();
    while (boots.hasNext()) {
      BootState boot = boots.next();
      if (times.expiryMillis(boot) <= millis) {
        boots.remove();
      } else {
        costs.forget(boot, oldestOpenMicros);
        boot.drops.forgetBefore(oldestOpenMicros / 1_000);
        if (boot.wokenAtMillis <= millis) {
          boot.wokenAtMillis = times.expiryMillis(boot);
          output.wakeAt(boot.wokenAtMillis);
        }
      }
    }
  }
}
