package io.tokenpace.jobs.source;

import io.tokenpace.aggregation.config.PipelineConfig;
import io.tokenpace.aggregation.config.Run;
import io.tokenpace.aggregation.config.WindowSpec;
import io.tokenpace.jobs.kafka.OffsetRange;
import io.tokenpace.schemas.topics.Topic;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.jspecify.annotations.Nullable;

/** The source of node reports; connects only when the job runs. */
public final class ReportSource {
  private static final String NAME = "fleet-metrics";

  private ReportSource() {}

  /**
   * Live reports, for ever: from where the job's state left off.
   *
   * <p>Without state from a moment on: committed offsets would leave out what the lost state held.
   *
   * @param fromMillis when the broker appended the first report that is read without state
   */
  public static KafkaSource<ReportRecord> live(
      String bootstrapServers, String topicPrefix, long fromMillis) {
    return builder(bootstrapServers, topicPrefix)
        .setGroupId(topicPrefix + NAME)
        .setClientIdPrefix(NAME)
        .setStartingOffsets(OffsetsInitializer.timestamp(fromMillis))
        .build();
  }

  /**
   * From when on a live run without state reads: what may still be in a row that is open or in
   * time, and nothing from before the run.
   *
   * @param nowMillis the time, milliseconds since the epoch
   */
  public static long liveFromMillis(Run run, PipelineConfig config, long nowMillis) {
    long longestMillis =
        config.windows().stream().mapToLong(WindowSpec::lengthMillis).max().orElseThrow();
    return Math.max(
        Math.floorDiv(run.startMicros(), 1_000),
        nowMillis - longestMillis - config.allowedLatenessMillis());
  }

  /**
   * Reports of history: what is there, and no more.
   *
   * @param range what is read; null is all the topic holds when the job starts
   */
  public static KafkaSource<ReportRecord> bounded(
      String bootstrapServers, String topicPrefix, @Nullable OffsetRange range) {
    return builder(bootstrapServers, topicPrefix)
        .setGroupId(topicPrefix + NAME + "-bounded")
        .setClientIdPrefix(NAME + "-bounded")
        .setStartingOffsets(range == null ? OffsetsInitializer.earliest() : range.start())
        .setBounded(range == null ? OffsetsInitializer.latest() : range.end())
        .setProperty("commit.offsets.on.checkpoint", "false")
        .build();
  }

  private static KafkaSourceBuilder<ReportRecord> builder(
      String bootstrapServers, String topicPrefix) {
    return KafkaSource.<ReportRecord>builder()
        .setBootstrapServers(bootstrapServers)
        .setTopics(Topic.NODE_REPORTS.name(topicPrefix))
        .setDeserializer(new ReportDeserializer())
        .setProperty("max.poll.records", "5000")
        .setProperty("max.partition.fetch.bytes", "4194304");
  }
}
