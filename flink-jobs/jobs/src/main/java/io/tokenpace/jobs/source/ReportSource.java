package io.tokenpace.jobs.source;

import io.tokenpace.jobs.kafka.OffsetRange;
import io.tokenpace.schemas.topics.Topic;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.jspecify.annotations.Nullable;

/** The source of node reports; connects only when the job runs. */
public final class ReportSource {
  private static final String NAME = "fleet-metrics";

  private ReportSource() {}

  /**
   * The topic of reports.
   *
   * @param live from the committed offsets on, for ever; else what is there, and no more
   * @param range what is read if not live; null is all the topic holds when the job starts
   */
  @SuppressWarnings("deprecation") // The connector's API still asks for Kafka's old enum.
  public static KafkaSource<ReportRecord> of(
      String bootstrapServers, String topicPrefix, boolean live, @Nullable OffsetRange range) {
    KafkaSourceBuilder<ReportRecord> source =
        KafkaSource.<ReportRecord>builder()
            .setBootstrapServers(bootstrapServers)
            .setTopics(Topic.NODE_REPORTS.name(topicPrefix))
            .setDeserializer(new ReportDeserializer())
            .setProperty("max.poll.records", "5000")
            .setProperty("max.partition.fetch.bytes", "4194304");
    if (live) {
      return source
          .setGroupId(topicPrefix + NAME)
          .setClientIdPrefix(NAME)
          .setStartingOffsets(OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST))
          .build();
    }
    return source
        .setGroupId(topicPrefix + NAME + "-bounded")
        .setClientIdPrefix(NAME + "-bounded")
        .setStartingOffsets(range == null ? OffsetsInitializer.earliest() : range.start())
        .setBounded(range == null ? OffsetsInitializer.latest() : range.end())
        .setProperty("commit.offsets.on.checkpoint", "false")
        .build();
  }
}
