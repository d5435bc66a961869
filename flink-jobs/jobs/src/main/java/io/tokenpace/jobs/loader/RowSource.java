package io.tokenpace.jobs.loader;

import io.tokenpace.jobs.kafka.KafkaRecord;
import io.tokenpace.jobs.kafka.KafkaRecords;
import io.tokenpace.jobs.kafka.OffsetRange;
import io.tokenpace.schemas.topics.Topic;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.jspecify.annotations.Nullable;

/** The loader's source. */
public final class RowSource {
  private static final String NAME = "metrics-loader";

  private final String bootstrapServers;
  private final String topicPrefix;

  /**
   * A source at one broker; it connects only when the job runs.
   *
   * @param bootstrapServers {@code host:port}, comma separated
   * @param topicPrefix what every topic's name begins with
   */
  public RowSource(String bootstrapServers, String topicPrefix) {
    this.bootstrapServers = bootstrapServers;
    this.topicPrefix = topicPrefix;
  }

  /**
   * The rows that are there, and no more; commits no offsets.
   *
   * @param range what is read; null is all the topic holds when the job starts
   */
  public KafkaSource<KafkaRecord> boundedSource(@Nullable OffsetRange range) {
    return KafkaSource.<KafkaRecord>builder()
        .setBootstrapServers(bootstrapServers)
        .setTopics(Topic.FLEET_METRICS.name(topicPrefix))
        .setGroupId(topicPrefix + NAME + "-bounded")
        .setClientIdPrefix(NAME + "-bounded")
        .setStartingOffsets(range == null ? OffsetsInitializer.earliest() : range.start())
        .setBounded(range == null ? OffsetsInitializer.latest() : range.end())
        .setProperty("commit.offsets.on.checkpoint", "false")
        .setDeserializer(new RawRows())
        .build();
  }

  /** All rows from the committed offsets on, or from the earliest if there are none. */
  @SuppressWarnings("deprecation") // The connector's API still asks for Kafka's old enum.
  public KafkaSource<KafkaRecord> continuousSource() {
    return KafkaSource.<KafkaRecord>builder()
        .setBootstrapServers(bootstrapServers)
        .setTopics(Topic.FLEET_METRICS.name(topicPrefix))
        .setGroupId(topicPrefix + NAME)
        .setClientIdPrefix(NAME)
        .setStartingOffsets(OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST))
        .setDeserializer(new RawRows())
        .build();
  }

  /** Keeps a record's bytes and position; decoding is the pipeline's. Thread-safe. */
  private static final class RawRows implements KafkaRecordDeserializationSchema<KafkaRecord> {
    private static final long serialVersionUID = 1L;

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<KafkaRecord> out) {
      out.collect(KafkaRecords.of(record));
    }

    @Override
    public TypeInformation<KafkaRecord> getProducedType() {
      return TypeInformation.of(KafkaRecord.class);
    }
  }
}
