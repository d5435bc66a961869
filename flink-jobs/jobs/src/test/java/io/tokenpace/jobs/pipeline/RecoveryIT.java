package io.tokenpace.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.aggregation.config.Goodput;
import io.tokenpace.aggregation.config.PipelineConfig;
import io.tokenpace.aggregation.slice.NodeFolder.Verdict;
import io.tokenpace.jobs.node.LateReport;
import io.tokenpace.jobs.node.NodeFunction;
import io.tokenpace.jobs.source.ReportRecord;
import io.tokenpace.jobs.source.SplitReports;
import io.tokenpace.jobs.testing.EagerWatermarks;
import io.tokenpace.jobs.testing.FailOnce;
import io.tokenpace.jobs.testing.FakeNode;
import io.tokenpace.jobs.testing.GatedRecords;
import io.tokenpace.jobs.testing.PipelineRun;
import io.tokenpace.jobs.testing.Records;
import io.tokenpace.jobs.testing.Rows;
import io.tokenpace.jobs.testing.Runs;
import io.tokenpace.schemas.wire.FleetMetrics;
import io.tokenpace.schemas.wire.Vantage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What becomes of rows when a task fails, and of reports when they come too late. */
class RecoveryIT {
  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(2)
              .build());

  private static final PipelineConfig CONFIG = Runs.CONFIG;

  /** Records of 85 s of both nodes are given before the checkpoint, and of 15 s before it fails. */
  private static final int GATE = 170;

  private static final int FAILS_AT = 200;

  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  void endsWithTheSameRowsWhenATaskFailsAndItsStateIsRestored() throws Exception {
    List<ReportRecord> records = merged(Vantage.EDGE);
    PipelineRun whole = new PipelineRun();
    StreamExecutionEnvironment undisturbed = PipelineRun.environment(new Configuration());
    whole.define(undisturbed, CONFIG, Runs.bounded(), List.of(records));
    undisturbed.execute();

    Configuration configuration = new Configuration();
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(100));
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 1);
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ZERO);
    StreamExecutionEnvironment environment = PipelineRun.environment(configuration);
    FailOnce failure = new FailOnce(FAILS_AT);
    PipelineRun restored = new PipelineRun();
    restored.define(
        environment
            .fromSource(
                GatedRecords.untilCheckpoint(records, GATE), new EagerWatermarks(), "records")
            .setParallelism(1)
            .map(failure)
            .setParallelism(1),
        CONFIG,
        Runs.bounded());
    environment.execute();

    assertThat(failure.failed()).isTrue();
    // Begun again from the start, the job would have given every record once more.
    assertThat(failure.seenAfterwards()).isBetween(1, records.size() - GATE);
    assertThat(Rows.latestBytes(restored.rows())).isEqualTo(Rows.latestBytes(whole.rows()));
  }

  /**
   * One partition, live: all of the first node, twice over, then all of the second, then a record
   * nobody can read. What was sent is folded, a duplicate, late or dead, and nothing else.
   */
  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  void accountsForEveryLiveRecord() throws Exception {
    FakeNode first = node("node-1", Vantage.ENGINE);
    FakeNode second = node("node-2", Vantage.ENGINE);
    List<byte[]> sent = new ArrayList<>(first.reports());
    sent.addAll(first.reports());
    sent.addAll(second.reports());
    sent.add(new byte[] {1, 2, 3});
    PipelineConfig impatient =
        new PipelineConfig(
            CONFIG.sliceMillis(),
            CONFIG.windows(),
            CONFIG.leaseMillis(),
            10_000,
            CONFIG.rollups(),
            CONFIG.bounds(),
            CONFIG.views(),
            Goodput.DEFAULT,
            List.of());
    PipelineRun pipeline = new PipelineRun();
    StreamExecutionEnvironment environment = PipelineRun.environment(new Configuration());
    environment.setParallelism(1);
    pipeline.define(environment, impatient, Runs.live(), List.of(Records.partition(0, sent)));

    JobExecutionResult result = environment.execute();

    // The watermark is 2 ms before second 148: slices that end by second 130 take nothing more.
    assertThat(pipeline.lateReports())
        .extracting(LateReport::bytes)
        .containsExactlyElementsOf(second.reports().subList(0, 130));
    assertThat(pipeline.lateReports())
        .allSatisfy(
            late -> {
              assertThat(late.node()).isEqualTo("node-2");
              assertThat(late.watermarkMillis()).isEqualTo(Runs.START_MILLIS + 147_998);
            });
    assertThat(pipeline.deadLetters()).hasSize(1);
    assertThat(count(result, NodeFunction.accumulator(Verdict.FOLDED))).isEqualTo(150 + 20);
    assertThat(count(result, NodeFunction.accumulator(Verdict.DUPLICATE))).isEqualTo(150);
    assertThat(count(result, NodeFunction.accumulator(Verdict.LATE))).isEqualTo(130);
    assertThat(count(result, SplitReports.REPORTS_DEAD)).isEqualTo(1);
    assertThat(sent).hasSize(150 + 20 + 150 + 130 + 1);
    SortedMap<String, FleetMetrics> rows = Rows.latest(pipeline.rows());
    assertThat(rows.values())
        .filteredOn(
            row ->
                row.getRollup().equals("fleet")
                    && row.getWindowMillis() == 3_600_000
                    && row.getWindowEnd().toEpochMilli() == Runs.START_MILLIS + 300_000)
        .singleElement()
        .satisfies(row -> assertThat(row.getReportsReceived()).isEqualTo(150 + 20));
  }

  private static FakeNode node(String name, Vantage vantage) {
    return new FakeNode(name, vantage, Runs.START_MICROS, Runs.SECONDS);
  }

  private static List<ReportRecord> merged(Vantage vantage) {
    FakeNode first = node("node-1", vantage);
    FakeNode second = node("node-2", vantage);
    List<byte[]> merged = new ArrayList<>();
    for (int i = 0; i < Runs.SECONDS; i++) {
      merged.add(first.reports().get(i));
      merged.add(second.reports().get(i));
    }
    return Records.partition(0, merged);
  }

  private static long count(JobExecutionResult result, String accumulator) {
    Long value = result.getAccumulatorResult(accumulator);
    assertThat(value).as(accumulator).isNotNull();
    return value;
  }
}
