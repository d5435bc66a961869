package io.tokenpace.jobs.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.tokenpace.aggregation.config.Goodput;
import io.tokenpace.aggregation.config.PipelineConfig;
import io.tokenpace.aggregation.config.Run;
import io.tokenpace.aggregation.config.WindowSpec;
import io.tokenpace.aggregation.rollup.RollupKey;
import io.tokenpace.aggregation.slice.SlicePartial;
import io.tokenpace.jobs.kafka.TopicRecord;
import io.tokenpace.jobs.testing.Harnesses;
import io.tokenpace.jobs.testing.Harnesses.Subtask;
import io.tokenpace.jobs.testing.Rows;
import io.tokenpace.jobs.testing.Runs;
import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.MetricSet;
import io.tokenpace.schemas.wire.FleetMetrics;
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
class RollupFunctionTest {
  /** Two windows, so that panes of two lengths live side by side. */
  private static final PipelineConfig CONFIG =
      new PipelineConfig(
          10_000,
          List.of(new WindowSpec(60_000, 10_000), new WindowSpec(120_000, 30_000)),
          30_000,
          900_000,
          PipelineConfig.DEFAULT.rollups(),
          PipelineConfig.DEFAULT.bounds(),
          PipelineConfig.DEFAULT.views(),
          Goodput.DEFAULT,
          List.of());

  private static final long START = Runs.START_MILLIS;
  private static final String FLEET = "fleet";

  @Test
  void issuesARowWhenTheWatermarkPassesItsEnd() throws Exception {
    try (KeyedOneInputStreamOperatorTestHarness<String, SlicePartial, TopicRecord> harness =
        open(Runs.bounded())) {
      feed(harness, FLEET, 0, 3);
      harness.processWatermark(START + 9_998);
      assertThat(harness.extractOutputValues()).isEmpty();

      harness.processWatermark(START + 9_999);

      assertThat(rows(harness))
          .singleElement()
          .satisfies(
              row -> {
                assertThat(row.getRun()).isEqualTo("test");
                assertThat(row.getRollup()).isEqualTo(FLEET);
                assertThat(row.getKey()).isEqualTo("{}");
                assertThat(row.getWindowMillis()).isEqualTo(60_000);
                assertThat(row.getWindowEnd().toEpochMilli()).isEqualTo(START + 10_000);
                assertThat(row.getRequestsStarted()).isEqualTo(3);
                assertThat(row.getFolded()).isEqualTo(3);
                assertThat(row.getRevision()).isZero();
              });
      assertThat(Harnesses.count(harness, RollupFunction.ROWS_ISSUED)).isEqualTo(1);
    }
  }

  @Test
  void issuesEveryRowThatDataTouchedAtTheEndOfABoundedRun() throws Exception {
    try (KeyedOneInputStreamOperatorTestHarness<String, SlicePartial, TopicRecord> harness =
        open(Runs.bounded())) {
      feed(harness, FLEET, 0, 1);
      feed(harness, FLEET, 13, 1);

      harness.processWatermark(Long.MAX_VALUE);

      // Slice 0 is in the rows that end 10 to 60 s after the start, slice 13 (from second 130) in
      // those 140 to 190 s after it; of the longer window in 30 to 120 s and in 150 to 240 s.
      assertThat(ends(harness, 60_000))
          .containsExactly(10L, 20L, 30L, 40L, 50L, 60L, 140L, 150L, 160L, 170L, 180L, 190L);
      assertThat(ends(harness, 120_000))
          .containsExactly(30L, 60L, 90L, 120L, 150L, 180L, 210L, 240L);
      assertThat(harness.numKeyedStateEntries()).isZero();
      assertThat(harness.numEventTimeTimers()).isZero();
      assertThat(Harnesses.count(harness, RollupFunction.PARTIALS_LOST)).isZero();
    }
  }

  private static List<Long> ends(
      KeyedOneInputStreamOperatorTestHarness<?, ?, TopicRecord> harness, long windowMillis) {
    return rows(harness).stream()
        .filter(row -> row.getWindowMillis() == windowMillis)
        .map(row -> (row.getWindowEnd().toEpochMilli() - START) / 1_000)
        .sorted()
        .toList();
  }

  @Test
  void issuesARowThatIsTouchedLateOnceMoreAtTheNextSlide() throws Exception {
    try (KeyedOneInputStreamOperatorTestHarness<String, SlicePartial, TopicRecord> harness =
        open(Runs.bounded())) {
      feed(harness, FLEET, 0, 1);
      harness.processWatermark(START + 12_000);
      feed(harness, FLEET, 0, 2);
      feed(harness, FLEET, 0, 4);
      assertThat(rows(harness)).hasSize(1);

      harness.processWatermark(START + 19_999);

      List<FleetMetrics> again =
          rows(harness).stream()
              .filter(row -> row.getWindowEnd().toEpochMilli() == START + 10_000)
              .toList();
      assertThat(again).extracting(FleetMetrics::getRevision).containsExactly(0, 1);
      assertThat(again).extracting(FleetMetrics::getRequestsStarted).containsExactly(1L, 7L);
    }
  }

  @Test
  void issuesLateTouchedRowsAtTheEndOfABoundedRun() throws Exception {
    try (KeyedOneInputStreamOperatorTestHarness<String, SlicePartial, TopicRecord> harness =
        open(Runs.bounded())) {
      feed(harness, FLEET, 0, 1);
      harness.processWatermark(START + 145_000);
      feed(harness, FLEET, 0, 2);

      harness.processWatermark(Long.MAX_VALUE);

      assertThat(Rows.latest(harness.extractOutputValues()).values())
          .filteredOn(row -> row.getWindowMillis() == 60_000)
          .hasSize(6)
          .allSatisfy(row -> assertThat(row.getRequestsStarted()).isEqualTo(3));
    }
  }

  @Test
  void countsAPartialThatNoWindowTakesAnyMore() throws Exception {
    try (KeyedOneInputStreamOperatorTestHarness<String, SlicePartial, TopicRecord> harness =
        open(Runs.live())) {
      harness.processWatermark(START + 3_600_000);
      feed(harness, FLEET, 0, 1);

      assertThat(Harnesses.count(harness, RollupFunction.PARTIALS_LOST)).isEqualTo(1);
      assertThat(harness.numKeyedStateEntries()).isZero();
      assertThat(harness.numEventTimeTimers()).isZero();
    }
  }

  @Test
  void saysOncePerWindowLengthThatALiveKeyFellSilentAndKeepsNothing() throws Exception {
    try (KeyedOneInputStreamOperatorTestHarness<String, SlicePartial, TopicRecord> harness =
        open(Runs.live())) {
      feed(harness, FLEET, 0, 1);

      harness.processWatermark(START + 3_600_000);

      assertThat(rows(harness))
          .filteredOn(row -> row.getRequestsStarted() == 0)
          .extracting(
              FleetMetrics::getWindowMillis, row -> row.getWindowEnd().toEpochMilli() - START)
          .containsExactlyInAnyOrder(tuple(60_000L, 70_000L), tuple(120_000L, 150_000L));
      assertThat(harness.numKeyedStateEntries()).isZero();
      assertThat(harness.numEventTimeTimers()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5, 14})
  void issuesTheSameRowsWhenItIsRestoredInMidStream(int cut) throws Exception {
    List<String> uninterrupted;
    try (KeyedOneInputStreamOperatorTestHarness<String, SlicePartial, TopicRecord> harness =
        open(Runs.bounded())) {
      feedWithWatermarks(harness, 0, 15);
      harness.processWatermark(Long.MAX_VALUE);
      uninterrupted = Rows.bytesOf(harness.extractOutputValues());
    }

    List<TopicRecord> interrupted = new ArrayList<>();
    OperatorSubtaskState snapshot;
    try (KeyedOneInputStreamOperatorTestHarness<String, SlicePartial, TopicRecord> before =
        open(Runs.bounded())) {
      feedWithWatermarks(before, 0, cut);
      snapshot = before.snapshot(1, 1);
      interrupted.addAll(before.extractOutputValues());
    }
    try (KeyedOneInputStreamOperatorTestHarness<String, SlicePartial, TopicRecord> after =
        Harnesses.rollup(CONFIG, Runs.bounded(), Subtask.ONLY, snapshot)) {
      feedWithWatermarks(after, cut, 15);
      after.processWatermark(Long.MAX_VALUE);
      interrupted.addAll(after.extractOutputValues());
    }

    assertThat(Rows.bytesOf(interrupted)).isEqualTo(uninterrupted).isNotEmpty();
  }

  @Test
  void isNotChangedInASnapshotByWhatComesBeforeTheSnapshotIsWritten() throws Exception {
    OperatorSubtaskState writtenAtOnce;
    OperatorSubtaskState writtenLater;
    try (KeyedOneInputStreamOperatorTestHarness<String, SlicePartial, TopicRecord> harness =
        open(Runs.bounded())) {
      feedWithWatermarks(harness, 0, 6);
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
      feedWithWatermarks(harness, 6, 12);
      writtenLater = OperatorSnapshotFinalizer.create(begun).getJobManagerOwnedState();
    }

    assertThat(restOf(writtenLater)).isEqualTo(restOf(writtenAtOnce)).isNotEmpty();
  }

  private static List<String> restOf(OperatorSubtaskState snapshot) throws Exception {
    try (KeyedOneInputStreamOperatorTestHarness<String, SlicePartial, TopicRecord> harness =
        Harnesses.rollup(CONFIG, Runs.bounded(), Subtask.ONLY, snapshot)) {
      feedWithWatermarks(harness, 6, 15);
      harness.processWatermark(Long.MAX_VALUE);
      return Rows.bytesOf(harness.extractOutputValues());
    }
  }

  @Test
  void issuesTheSameRowsWhenItsKeysAreSpreadOverMoreSubtasks() throws Exception {
    List<String> alone;
    OperatorSubtaskState snapshot;
    try (KeyedOneInputStreamOperatorTestHarness<String, SlicePartial, TopicRecord> harness =
        open(Runs.bounded())) {
      for (String rollup : List.of("fleet", "model", "node", "tenant", "region")) {
        feed(harness, rollup, 2, 1);
      }
      snapshot = harness.snapshot(1, 1);
      harness.processWatermark(Long.MAX_VALUE);
      alone = Rows.bytesOf(harness.extractOutputValues());
    }

    List<TopicRecord> spread = new ArrayList<>();
    for (int subtask = 0; subtask < 2; subtask++) {
      OperatorSubtaskState part =
          AbstractStreamOperatorTestHarness.repartitionOperatorState(
              snapshot, Harnesses.MAX_PARALLELISM, 1, 2, subtask);
      try (KeyedOneInputStreamOperatorTestHarness<String, SlicePartial, TopicRecord> harness =
          Harnesses.rollup(CONFIG, Runs.bounded(), new Subtask(subtask, 2), part)) {
        harness.processWatermark(Long.MAX_VALUE);
        assertThat(harness.extractOutputValues()).isNotEmpty();
        spread.addAll(harness.extractOutputValues());
      }
    }

    assertThat(Rows.bytesOf(spread)).isEqualTo(alone);
  }

  @Test
  void refusesStateMadeUnderOtherWindowsAndNamesTheDifference() throws Exception {
    OperatorSubtaskState snapshot;
    try (KeyedOneInputStreamOperatorTestHarness<String, SlicePartial, TopicRecord> harness =
        open(Runs.bounded())) {
      feed(harness, FLEET, 0, 1);
      snapshot = harness.snapshot(1, 1);
    }

    assertThatThrownBy(
            () ->
                Harnesses.rollup(PipelineConfig.DEFAULT, Runs.bounded(), Subtask.ONLY, snapshot)
                    .close())
        .hasStackTraceContaining(
            "state was made under window=120000ms/30000ms (expected: window=300000ms/30000ms"
                + " window=3600000ms/300000ms)");
  }

  private static KeyedOneInputStreamOperatorTestHarness<String, SlicePartial, TopicRecord> open(
      Run run) throws Exception {
    return Harnesses.rollup(CONFIG, run, Subtask.ONLY, null);
  }

  private static List<FleetMetrics> rows(
      KeyedOneInputStreamOperatorTestHarness<?, ?, TopicRecord> harness) {
    return harness.extractOutputValues().stream().map(Rows::decode).toList();
  }

  private static void feed(
      KeyedOneInputStreamOperatorTestHarness<String, SlicePartial, TopicRecord> harness,
      String rollup,
      int slice,
      long started)
      throws Exception {
    MetricSet metrics = new MetricSet();
    metrics.add(Counter.REQUESTS_STARTED, started);
    metrics.add(Counter.FOLDED, started);
    harness.processElement(
        new SlicePartial(new RollupKey(rollup, "{}"), START + slice * 10_000L, metrics), 0);
  }

  /** Feeds a partial a slice, the watermark that made it due, and now and then a late one. */
  private static void feedWithWatermarks(
      KeyedOneInputStreamOperatorTestHarness<String, SlicePartial, TopicRecord> harness,
      int from,
      int to)
      throws Exception {
    for (int slice = from; slice < to; slice++) {
      feed(harness, FLEET, slice, slice + 1);
      if (slice % 3 == 2) {
        feed(harness, FLEET, slice - 2, 100);
      }
      harness.processWatermark(START + (slice + 1) * 10_000L - 1);
    }
  }
}
