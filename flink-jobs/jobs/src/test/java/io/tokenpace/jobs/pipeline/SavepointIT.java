package io.tokenpace.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.aggregation.config.PipelineConfig;
import io.tokenpace.jobs.kafka.TopicRecord;
import io.tokenpace.jobs.source.ReportRecord;
import io.tokenpace.jobs.testing.EagerWatermarks;
import io.tokenpace.jobs.testing.FakeNode;
import io.tokenpace.jobs.testing.GatedRecords;
import io.tokenpace.jobs.testing.PipelineRun;
import io.tokenpace.jobs.testing.Records;
import io.tokenpace.jobs.testing.Rows;
import io.tokenpace.jobs.testing.Runs;
import io.tokenpace.schemas.wire.Vantage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A job that was stopped with a savepoint ends with the rows of one that never was. The committed
 * savepoint shows it for every later version of the code: uids and serializers must keep finding
 * and reading what was written then.
 */
class SavepointIT {
  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setConfiguration(wholeStateInOneFile())
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(4)
              .build());

  private static final Path COMMITTED = Path.of("src/test/resources/savepoints/version-0");

  /** Where the test leaves today's savepoint; a new version's is copied from here. */
  private static final Path MADE = Path.of("target/savepoint");

  private static final PipelineConfig CONFIG = Runs.CONFIG;

  /** Records of 85 s of both nodes: the watermark is 83 s after the start. */
  private static final int GATE = 170;

  /** Of each of 8 keys, the minute's rows that end 10 to 80 s after it, of 5 minutes 30 and 60. */
  private static final int ROWS_AT_THE_GATE = 8 * (8 + 2);

  private static final List<ReportRecord> RECORDS = records();

  private static Configuration wholeStateInOneFile() {
    Configuration configuration = new Configuration();
    configuration.set(CheckpointingOptions.FS_SMALL_FILE_THRESHOLD, MemorySize.ofMebiBytes(1));
    return configuration;
  }

  private static List<ReportRecord> records() {
    FakeNode first = new FakeNode("node-1", Vantage.EDGE, Runs.START_MICROS, Runs.SECONDS);
    FakeNode second = new FakeNode("node-2", Vantage.EDGE, Runs.START_MICROS, Runs.SECONDS);
    List<byte[]> merged = new ArrayList<>();
    for (int i = 0; i < Runs.SECONDS; i++) {
      merged.add(first.reports().get(i));
      merged.add(second.reports().get(i));
    }
    return Records.partition(0, merged);
  }

  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  void endsWithTheSameRowsAfterASavepoint(@TempDir Path folder) throws Exception {
    PipelineRun stopped = new PipelineRun();
    String savepoint = stopAtTheGate(stopped, folder);
    keep(savepoint);

    List<TopicRecord> rows = new ArrayList<>(stopped.rows());
    rows.addAll(restOf(savepoint, 2));

    assertThat(Rows.latestBytes(rows)).isEqualTo(uninterrupted());
  }

  /** Rows issued before the savepoint are issued once more at the end, with what they cost. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  void takesUpTheCommittedSavepoint(int parallelism) throws Exception {
    SortedMap<String, String> rest =
        Rows.latestBytes(restOf(COMMITTED.toAbsolutePath().toUri().toString(), parallelism));

    assertThat(rest).hasSize(368).isEqualTo(uninterrupted());
  }

  private static SortedMap<String, String> uninterrupted() throws Exception {
    PipelineRun pipeline = new PipelineRun();
    StreamExecutionEnvironment environment = environment(new Configuration(), 1);
    define(pipeline, environment, GatedRecords.OPEN);
    environment.execute();
    return Rows.latestBytes(pipeline.rows());
  }

  private static void keep(String savepoint) throws IOException {
    Files.createDirectories(MADE);
    Files.copy(
        Path.of(URI.create(savepoint)).resolve("_metadata"),
        MADE.resolve("_metadata"),
        StandardCopyOption.REPLACE_EXISTING);
  }

  private static String stopAtTheGate(PipelineRun pipeline, Path folder) throws Exception {
    StreamExecutionEnvironment environment = environment(new Configuration(), 1);
    define(pipeline, environment, GATE);
    JobClient job = environment.executeAsync();
    pipeline.awaitRows(ROWS_AT_THE_GATE);
    return job.stopWithSavepoint(false, folder.toUri().toString(), SavepointFormatType.CANONICAL)
        .get();
  }

  private static List<TopicRecord> restOf(String savepoint, int parallelism) throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
    PipelineRun pipeline = new PipelineRun();
    StreamExecutionEnvironment environment = environment(configuration, parallelism);
    define(pipeline, environment, GatedRecords.OPEN);
    environment.execute();
    return pipeline.rows();
  }

  private static StreamExecutionEnvironment environment(
      Configuration configuration, int parallelism) {
    StreamExecutionEnvironment environment = PipelineRun.environment(configuration);
    environment.setParallelism(parallelism);
    environment.setMaxParallelism(128);
    return environment;
  }

  private static void define(
      PipelineRun pipeline, StreamExecutionEnvironment environment, int gate) {
    pipeline.define(
        environment
            .fromSource(GatedRecords.source(RECORDS, gate), new EagerWatermarks(), "records")
            .uid("records")
            .setParallelism(1),
        CONFIG,
        Runs.bounded());
  }
}
