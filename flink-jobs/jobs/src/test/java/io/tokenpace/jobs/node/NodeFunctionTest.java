package io.tokenpace.jobs.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokenpace.aggregation.config.Goodput;
import io.tokenpace.aggregation.config.PipelineConfig;
import io.tokenpace.aggregation.config.Run;
import io.tokenpace.aggregation.slice.NodeFolder;
import io.tokenpace.aggregation.slice.NodeFolder.Verdict;
import io.tokenpace.aggregation.slice.SlicePartial;
import io.tokenpace.jobs.source.Report;
import io.tokenpace.jobs.testing.FakeNode;
import io.tokenpace.jobs.testing.Harnesses;
import io.tokenpace.jobs.testing.Harnesses.Subtask;
import io.tokenpace.jobs.testing.Runs;
import io.tokenpace.schemas.codec.ReportCursor;
import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.wire.Vantage;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.checkpoint.CheckpointType;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.CheckpointStorageLocationReference;
import org.apache.flink.runtime.state.memory.MemCheckpointStreamFactory;
import org.apache.flink.streaming.api.operators.OperatorSnapshotFinalizer;
import org.apache.flink.streaming.api.operators.OperatorSnapshotFutures;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("try") // Flink's harness declares that closing it may be interrupted.
class NodeFunctionTest {
  private static final PipelineConfig CONFIG = PipelineConfig.DEFAULT;
  private static final long START = Runs.START_MILLIS;
  private static final long LIVE_LATENESS_MILLIS = 900_000;

  private final FakeNode edge =
      new FakeNode("node-1", Vantage.EDGE, Runs.START_MICROS, Runs.SECONDS);
  private final FakeNode engine =
      new FakeNode("node-1", Vantage.ENGINE, Runs.START_MICROS, Runs.SECONDS);

  @Test
  void givesASliceAwayWhenTheWatermarkPassesItsLastMillisecond() throws Exception {
    try (KeyedOneInputStreamOperatorTestHarness<String, Report, SlicePartial> harness =
        open(Runs.bounded())) {
      feed(harness, edge, 0, 10);
      harness.processWatermark(START + 9_998);
      assertThat(harness.extractOutputValues()).isEmpty();

      harness.processWatermark(START + 9_999);

      List<SlicePartial> partials = harness.extractOutputValues();
      assertThat(partials)
          .extracting(partial -> partial.key().rollup())
          .containsOnly("fleet", "node", "region", "gpu_type", "model", "tenant", "model_tenant");
      long accepted = edge.requests().stream().filter(r -> startsIn(r, 0, 10)).count();
      assertThat(partials)
          .allSatisfy(
              partial -> {
                assertThat(partial.sliceStartMillis()).isEqualTo(START);
                assertThat(partial.metrics().get(Counter.REQUESTS_STARTED)).isEqualTo(accepted);
                assertThat(partial.metrics().get(Counter.FOLDED)).isEqualTo(10);
              });
    }
  }

  @Test
  void tellsALiveReportsRowsHowFarEventTimeWasFromAppendTime() throws Exception {
    try (KeyedOneInputStreamOperatorTestHarness<String, Report, SlicePartial> harness =
        open(Runs.live())) {
      byte[] first = engine.reports().get(0);
      long completeThrough = completeThroughMicros(first);
      harness.processElement(
          new Report(engine.name(), engine.name(), completeThrough + 123_456, first), 0);
      harness.processWatermark(START + 9_999);

      assertThat(harness.extractOutputValues())
          .isNotEmpty()
          .allSatisfy(
              partial ->
                  assertThat(partial.metrics().get(Counter.NODE_CLOCK_SKEW_MICROS))
                      .isEqualTo(123_456));
    }
  }

  private static long completeThroughMicros(byte[] report) {
    ReportCursor cursor = new ReportCursor();
    assertThat(cursor.open(report)).isNull();
    return cursor.completeThroughMicros();
  }

  private static boolean startsIn(FakeNode.Request request, int fromSecond, int toSecond) {
    long since = request.acceptedMicros() - Runs.START_MICROS;
    return since >= fromSecond * 1_000_000L && since < toSecond * 1_000_000L;
  }

  @Test
  void countsADuplicateAndFoldsItOnlyOnce() throws Exception {
    List<String> once = givenAwayInOneGo(edge, Runs.bounded(), 1);

    assertThat(givenAwayInOneGo(edge, Runs.bounded(), 2)).isEqualTo(once).isNotEmpty();
  }

  private static List<String> givenAwayInOneGo(FakeNode node, Run run, int times) throws Exception {
    try (KeyedOneInputStreamOperatorTestHarness<String, Report, SlicePartial> harness = open(run)) {
      for (int time = 0; time < times; time++) {
        feed(harness, node, 0, Runs.SECONDS);
      }
      harness.processWatermark(Long.MAX_VALUE);
      assertThat(count(harness, Verdict.FOLDED)).isEqualTo(Runs.SECONDS);
      assertThat(count(harness, Verdict.DUPLICATE)).isEqualTo((times - 1L) * Runs.SECONDS);
      assertThat(count(harness, Verdict.LATE)).isZero();
      return Harnesses.bytesOf(harness.extractOutputValues());
    }
  }

  @Test
  void handsAReportThatIsTooLateOverWithItsBytesAndTheWatermark() throws Exception {
    try (KeyedOneInputStreamOperatorTestHarness<String, Report, SlicePartial> harness =
        open(Runs.live())) {
      long lastMoment = START + 10_000 + LIVE_LATENESS_MILLIS - 1;
      harness.processWatermark(lastMoment);
      feed(harness, engine, 0, 1);
      assertThat(harness.getSideOutput(NodeFunction.LATE_REPORTS)).isNull();

      harness.processWatermark(lastMoment + 1);
      feed(harness, engine, 1, 2);

      assertThat(harness.getSideOutput(NodeFunction.LATE_REPORTS))
          .singleElement()
          .satisfies(
              late -> {
                assertThat(late.getValue().node()).isEqualTo("node-1");
                assertThat(late.getValue().bytes()).isEqualTo(engine.reports().get(1));
                assertThat(late.getValue().watermarkMillis()).isEqualTo(lastMoment + 1);
              });
      assertThat(count(harness, Verdict.LATE)).isEqualTo(1);
      assertThat(count(harness, Verdict.FOLDED)).isEqualTo(1);
    }
  }

  @Test
  void keepsNothingOfAReportFromAVantageTheRunDoesNotCount() throws Exception {
    try (KeyedOneInputStreamOperatorTestHarness<String, Report, SlicePartial> harness =
        open(Runs.live())) {
      feed(harness, edge, 0, 5);

      assertThat(count(harness, Verdict.OTHER_VANTAGE)).isEqualTo(5);
      assertThat(harness.numKeyedStateEntries()).isZero();
      assertThat(harness.numEventTimeTimers()).isZero();
    }
  }

  @Test
  void keepsNothingOnceALiveBootHasExpired() throws Exception {
    try (KeyedOneInputStreamOperatorTestHarness<String, Report, SlicePartial> harness =
        open(Runs.live())) {
      feed(harness, engine, 0, Runs.SECONDS);
      harness.processWatermark(START + Runs.SECONDS * 1_000L);
      assertThat(harness.numKeyedStateEntries()).isEqualTo(1);

      harness.processWatermark(
          START + Runs.SECONDS * 1_000L + 30_000 + LIVE_LATENESS_MILLIS + 10_000);

      assertThat(harness.numKeyedStateEntries()).isZero();
      assertThat(harness.numEventTimeTimers()).isZero();
    }
  }

  @Test
  void keepsNothingAtTheEndOfABoundedRun() throws Exception {
    try (KeyedOneInputStreamOperatorTestHarness<String, Report, SlicePartial> harness =
        open(Runs.bounded())) {
      feed(harness, edge, 0, Runs.SECONDS);
      harness.processWatermark(Long.MAX_VALUE);

      assertThat(harness.numKeyedStateEntries()).isZero();
      assertThat(harness.numEventTimeTimers()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 33, 70, 149})
  void givesTheSameAwayWhenItIsRestoredInMidStream(int cut) throws Exception {
    List<String> uninterrupted;
    try (KeyedOneInputStreamOperatorTestHarness<String, Report, SlicePartial> harness =
        open(Runs.bounded())) {
      feedWithWatermarks(harness, edge, 0, Runs.SECONDS);
      harness.processWatermark(Long.MAX_VALUE);
      uninterrupted = Harnesses.bytesOf(harness.extractOutputValues());
    }

    List<SlicePartial> interrupted = new ArrayList<>();
    OperatorSubtaskState snapshot;
    try (KeyedOneInputStreamOperatorTestHarness<String, Report, SlicePartial> before =
        open(Runs.bounded())) {
      feedWithWatermarks(before, edge, 0, cut);
      snapshot = before.snapshot(1, 1);
      interrupted.addAll(before.extractOutputValues());
    }
    try (KeyedOneInputStreamOperatorTestHarness<String, Report, SlicePartial> after =
        Harnesses.node(CONFIG, Runs.bounded(), Subtask.ONLY, snapshot)) {
      feedWithWatermarks(after, edge, cut, Runs.SECONDS);
      after.processWatermark(Long.MAX_VALUE);
      interrupted.addAll(after.extractOutputValues());
    }

    assertThat(Harnesses.bytesOf(interrupted)).isEqualTo(uninterrupted);
  }

  @Test
  void isNotChangedInASnapshotByWhatComesBeforeTheSnapshotIsWritten() throws Exception {
    OperatorSubtaskState writtenAtOnce;
    OperatorSubtaskState writtenLater;
    try (KeyedOneInputStreamOperatorTestHarness<String, Report, SlicePartial> harness =
        open(Runs.bounded())) {
      feed(harness, edge, 0, 15);
      writtenAtOnce = harness.snapshot(1, 1);
      OperatorSnapshotFutures begun =
          harness
              .getOperator()
              .snapshotState(
                  2,
                  2,
                  CheckpointOptions.alignedNoTimeout(
                      CheckpointType.CHECKPOINT, CheckpointStorageLocationReference.getDefault()),
                  new MemCheckpointStreamFactory(1 << 20));
      feedWithWatermarks(harness, edge, 15, 40);
      writtenLater = OperatorSnapshotFinalizer.create(begun).getJobManagerOwnedState();
    }

    assertThat(restOf(writtenLater)).isEqualTo(restOf(writtenAtOnce)).isNotEmpty();
  }

  private List<String> restOf(OperatorSubtaskState snapshot) throws Exception {
    try (KeyedOneInputStreamOperatorTestHarness<String, Report, SlicePartial> harness =
        Harnesses.node(CONFIG, Runs.bounded(), Subtask.ONLY, snapshot)) {
      feedWithWatermarks(harness, edge, 15, Runs.SECONDS);
      harness.processWatermark(Long.MAX_VALUE);
      assertThat(count(harness, Verdict.DUPLICATE)).isZero();
      return Harnesses.bytesOf(harness.extractOutputValues());
    }
  }

  @Test
  void givesTheSameAwayWhenItsNodesAreSpreadOverMoreSubtasks() throws Exception {
    List<FakeNode> nodes = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      nodes.add(new FakeNode("node-" + i, Vantage.EDGE, Runs.START_MICROS, Runs.SECONDS));
    }
    List<String> alone = new ArrayList<>();
    OperatorSubtaskState snapshot;
    try (KeyedOneInputStreamOperatorTestHarness<String, Report, SlicePartial> harness =
        open(Runs.bounded())) {
      for (FakeNode node : nodes) {
        feed(harness, node, 0, Runs.SECONDS);
      }
      snapshot = harness.snapshot(1, 1);
      harness.processWatermark(Long.MAX_VALUE);
      alone.addAll(Harnesses.bytesOf(harness.extractOutputValues()));
    }

    List<SlicePartial> spread = new ArrayList<>();
    for (int subtask = 0; subtask < 2; subtask++) {
      OperatorSubtaskState part =
          AbstractStreamOperatorTestHarness.repartitionOperatorState(
              snapshot, Harnesses.MAX_PARALLELISM, 1, 2, subtask);
      try (KeyedOneInputStreamOperatorTestHarness<String, Report, SlicePartial> harness =
          Harnesses.node(CONFIG, Runs.bounded(), new Subtask(subtask, 2), part)) {
        harness.processWatermark(Long.MAX_VALUE);
        assertThat(harness.extractOutputValues()).isNotEmpty();
        spread.addAll(harness.extractOutputValues());
      }
    }

    assertThat(Harnesses.bytesOf(spread)).isEqualTo(alone);
  }

  @Test
  void refusesStateMadeUnderAnotherShapeAndNamesTheDifference() throws Exception {
    OperatorSubtaskState snapshot;
    try (KeyedOneInputStreamOperatorTestHarness<String, Report, SlicePartial> harness =
        open(Runs.bounded())) {
      feed(harness, edge, 0, 5);
      snapshot = harness.snapshot(1, 1);
    }
    PipelineConfig other =
        new PipelineConfig(
            5_000,
            CONFIG.windows(),
            CONFIG.leaseMillis(),
            CONFIG.allowedLatenessMillis(),
            CONFIG.rollups(),
            CONFIG.bounds(),
            CONFIG.views(),
            Goodput.DEFAULT,
            List.of());

    assertThatThrownBy(() -> Harnesses.node(other, Runs.bounded(), Subtask.ONLY, snapshot).close())
        .hasStackTraceContaining("state was made under slice=10000ms (expected: slice=5000ms)");
  }

  private static KeyedOneInputStreamOperatorTestHarness<String, Report, SlicePartial> open(Run run)
      throws Exception {
    return Harnesses.node(CONFIG, run, Subtask.ONLY, null);
  }

  private static long count(
      KeyedOneInputStreamOperatorTestHarness<?, ?, ?> harness, Verdict verdict) {
    return Harnesses.count(harness, NodeFunction.accumulator(verdict));
  }

  private static void feed(
      KeyedOneInputStreamOperatorTestHarness<String, Report, SlicePartial> harness,
      FakeNode node,
      int from,
      int to)
      throws Exception {
    for (byte[] report : node.reports().subList(from, to)) {
      harness.processElement(
          new Report(node.name(), node.name(), NodeFolder.NOT_APPENDED, report), 0);
    }
  }

  /** Feeds reports and, after each, the watermark its source would give: 2 s behind its end. */
  private static void feedWithWatermarks(
      KeyedOneInputStreamOperatorTestHarness<String, Report, SlicePartial> harness,
      FakeNode node,
      int from,
      int to)
      throws Exception {
    for (int second = from; second < to; second++) {
      feed(harness, node, second, second + 1);
      harness.processWatermark(START + (second - 1) * 1_000L - 2);
    }
  }
}
