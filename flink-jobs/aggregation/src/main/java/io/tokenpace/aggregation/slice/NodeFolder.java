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
import io.tokenpace.schemas.codec.InFlightCursor;
import io.tokenpace.schemas.codec.Rejection;
import io.tokenpace.schemas.codec.ReportCursor;
import io.tokenpace.schemas.codec.RunCursor;
import io.tokenpace.schemas.codec.StartedCursor;
import io.tokenpace.schemas.metrics.MetricSet;
import io.tokenpace.schemas.metrics.Outcome;
import io.tokenpace.schemas.wire.ProducerState;
import java.util.Iterator;
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
  private final TouchedSlices slices;
  private final EventFolder events;
  private final SloPolicies policies;
  private final GoodputFolder goodput;
  private final CostFolder costs;
  private final UnseenEnds unseenEnds;
  private final InFlightFolder inFlight;
  private final InFlightGauges inFlightGauges;
  private final CoverageFolder coverage;
  private final GaugeFolder gauges;
  private final SliceGiver giver;
  private final GroupGiver groupGiver;
  private final @Nullable VllmBenchFolder vllmBench;
  private final ReportCursor cursor = new ReportCursor();

  /** Starts of slices that are to be given away; empty between calls. */
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
    OTHER_VANTAGE,
    /** It begins after the end of this live run, which its requests did not see. */
    AFTER_RUN
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
    this.slices = new TouchedSlices(times);
    this.events = new EventFolder(config.bounds());
    this.policies = new SloPolicies(config.goodput().policies());
    this.goodput = new GoodputFolder(config.goodput());
    this.costs = new CostFolder(config, run);
    this.unseenEnds = new UnseenEnds(config, run, policies);
    this.inFlight = new InFlightFolder(unseenEnds);
    this.inFlightGauges = new InFlightGauges(config.rollups());
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
    // What a live run says must not depend on when it was stopped.
    if (run.live() && cursor.baseTimeMicros() >= run.endMicros()) {
      return Verdict.AFTER_RUN;
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
      unseenEnds.met(boot, watermarkMillis, output);
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

  /** The slices of a boot's node, as those see them who count requests that ended unseen. */
  private final class UnseenSlices implements UnseenEnds.Slices {
    private final Folding folding;

    private UnseenSlices(Folding folding) {
      this.folding = folding;
    }

    @Override
    public @Nullable Slice changing(long micros) {
      long start = times.startMillis(micros);
      if (times.closedMillis(start) <= folding.watermarkMillis()) {
        return null;
      }
      change(folding, start);
      return slices.at(folding, start, folding.boot().place);
    }

    @Override
    public void sharedOtherwise(long fromMicros) {
      costs.sharedOtherwise(folding.group(), fromMicros, start -> change(folding, start));
    }
  }

  /** Counts a report that is refused where event time stands, as its own slice takes nothing. */
  private void countLate(Folding folding) {
    // At the end of all input there is no slice that could be told.
    if (folding.watermarkMillis() < Long.MAX_VALUE / 1_000) {
      long start = times.startMillis((folding.watermarkMillis() + 1) * 1_000);
      Slice slice = slices.at(folding, start, place());
      slice.coverage = slice.coverage.plusLate();
    }
  }

  private void fold(Folding folding, long appendedMicros, long missing) {
    series.begin(cursor);
    Slice base = slice(folding, cursor.baseTimeMicros());
    coverage.folded(
        folding.node(), folding.boot(), cursor, appendedMicros, missing, base, slices::touch);
    LongConsumer changes = start -> change(folding, start);
    LongConsumer chargeable = start -> requireCharge(folding, start);
    long openMicros = times.openMicros(folding.watermarkMillis());
    UnseenEnds.Slices unseen = new UnseenSlices(folding);
    inFlight.begin();
    costs.alive(folding.boot(), cursor, openMicros, chargeable);
    gauges.fold(folding.group(), cursor, openMicros, chargeable);
    gauges.forget(folding.group(), openMicros, folding.watermarkMillis(), folding.output());
    for (StartedCursor start = cursor.started(); start.next(); ) {
      events.started(start, part(folding, start.acceptedMicros(), start.series()));
      inFlight.started(
          folding.boot(), cursor.sequence(), start, series.labels(start.series()), unseen);
    }
    for (RunCursor chunks = cursor.runs(); chunks.next(); ) {
      foldRun(folding, chunks);
      inFlight.chunks(
          folding.boot(), cursor.sequence(), chunks, series.labels(chunks.series()), unseen);
      if (vllmBench != null) {
        vllmBench.run(folding.boot(), chunks);
      }
    }
    boolean whole = folding.boot().sequences.allSeen(0, cursor.sequence());
    for (EndedCursor end = cursor.ended(); end.next(); ) {
      foldEnd(folding, end);
      inFlight.ended(folding.boot(), end.request(), cursor.baseTimeMicros(), whole, unseen);
      costs.ended(
          folding.group(),
          folding.boot(),
          end,
          series.labels(end.series()),
          openMicros,
          start -> keepCosts(folding, start),
          changes);
    }
    foldInFlight(folding, unseen);
    for (Slice slice : slices.touched()) {
      if (slice != base) {
        giver.countReportFromElsewhere(slice);
      }
      slice.touched.clear();
      change(folding, slice.startMillis);
    }
    slices.touched().clear();
    for (long start : changed) {
      boolean open = times.closedMillis(start) > folding.watermarkMillis();
      groupGiver.give(folding.group(), start, open, folding.output());
    }
    changed.clear();
  }

  /** What the report says of all requests: a boot that is over has none in flight. */
  private void foldInFlight(Folding folding, UnseenEnds.Slices unseen) {
    InFlightCursor list = cursor.inFlight();
    if (list != null) {
      inFlightGauges.fold(
          list,
          cursor.completeThroughMicros(),
          cursor.seriesCount(),
          series::labels,
          slice(folding, cursor.completeThroughMicros()),
          number -> part(folding, cursor.completeThroughMicros(), number));
    }
    boolean last = cursor.state() == ProducerState.FINAL;
    if (list != null || last) {
      inFlight.listed(
          folding.boot(),
          cursor.sequence(),
          cursor.completeThroughMicros(),
          last ? null : cursor.inFlight(),
          series::labels,
          unseen);
    }
    inFlight.finish(folding.boot(), folding.watermarkMillis(), unseen, folding.output());
  }

  private void foldEnd(Folding folding, EndedCursor end) {
    SloPolicy policy = policies.inForce(series.labels(end.series()), end.acceptedMicros());
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
      slices.wake(folding, sliceStart);
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
    return slices.touch(folding, micros, place());
  }

  /**
   * Does what is due when event time has passed a moment.
   *
   * @param millis a moment asked for by {@link Output#wakeAt}
   */
  public void advance(GroupState group, long millis, Output output) {
    changed.addAll(GroupGiver.newlyDue(group, millis + 1 - config.sliceMillis()));
    for (NodeState node : group.nodes.values()) {
      for (BootState boot : node.boots.values()) {
        Folding folding = new Folding(group, node, boot, millis, output);
        unseenEnds.advance(boot, millis, new UnseenSlices(folding), output);
      }
    }
    for (long start : changed) {
      groupGiver.give(group, start, true, output);
    }
    changed.clear();
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
        inFlight.forget(boot, oldestOpenMicros);
        boot.drops.forgetBefore(oldestOpenMicros / 1_000);
        if (boot.wokenAtMillis <= millis) {
          boot.wokenAtMillis = times.expiryMillis(boot);
          output.wakeAt(boot.wokenAtMillis);
        }
      }
    }
  }
}
