package io.tokenpace.jobs.loader;

import io.tokenpace.schemas.topics.Topic;
import java.io.Serializable;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** The loader's source and its sink of dead letters. */
public final class KafkaEnds {
  private static final String NAME = "metrics-loader";

  private final String bootstrapServers;
  private final String topicPrefix;

  /**
   * Ends at one broker; connects only when the job runs.
   *
   * @param bootstrapServers {@code host:port}, comma separated
   * @param topicPrefix what every topic's name begins with
   */
  public KafkaEnds(String bootstrapServers, String topicPrefix) {
    this.bootstrapServers = bootstrapServers;
    this.topicPrefix = topicPrefix;
  }

  /** All rows the topic holds when the job starts; commits no offsets. */
  public KafkaSource<RawRow> boundedSource() {
    return KafkaSource.<RawRow>builder()
        .setBootstrapServers(bootstrapServers)
        .setTopics(Topic.FLEET_METRICS.name(topicPrefix))
        .setGroupId(topicPrefix + NAME + "-bounded")
        .setClientIdPrefix(NAME + "-bounded")
        .setStartingOffsets(OffsetsInitializer.earliest())
        .setBounded(OffsetsInitializer.latest())
        .setProperty("commit.offsets.on.checkpoint", "false")
        .setDeserializer(new RawRows())
        .build();
  }

  /** All rows from the committed offsets on, or from the earliest if there are none. */
  @SuppressWarnings("deprecation") // The connector's API still asks for Kafka's old enum.
  public KafkaSource<RawRow> continuousSource() {
    return KafkaSource.<RawRow>builder()
        .setBootstrapServers(bootstrapServers)
        .setTopics(Topic.FLEET_METRICS.name(topicPrefix))
        .setGroupId(topicPrefix + NAME)
        .setClientIdPrefix(NAME)
        .setStartingOffsets(OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST))
        .setDeserializer(new RawRows())
        .build();
  }

  /** The topic of dead letters, at least once: the key makes a repeated one harmless. */
  public Sink<EncodedDeadLetter> deadLetters() {
    return KafkaSink.<EncodedDeadLetter>builder()
        .setBootstrapServers(bootstrapServers)
        .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
        .setProperty(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd")
        .setProperty(ProducerConfig.CLIENT_ID_CONFIG, NAME + "-dead-letters")
        .setRecordSerializer(new DeadLetterRecords(Topic.DEAD_LETTERS.name(topicPrefix)))
        .build();
  }

  /** Keeps a record's bytes and position; decoding is the pipeline's. Thread-safe. */
  private static final class RawRows implements KafkaRecordDeserializationSchema<RawRow> {
    private static final long serialVersionUID = 1L;

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<RawRow> out) {
      long appendedMillis = record.timestamp();
      out.collect(
          new RawRow(
              record.topic(),
              record.partition(),
              record.offset(),
              appendedMillis == ConsumerRecord.NO_TIMESTAMP ? -1 : appendedMillis * 1_000,
              record.value()));
    }

    @Override
    public TypeInformation<RawRow> getProducedType() {
      return TypeInformation.of(RawRow.class);
    }
  }

  /** Thread-safe. */
  private record DeadLetterRecords(String topic)
      implements KafkaRecordSerializationSchema<EncodedDeadLetter>, Serializable {
    @Override
    public ProducerRecord<byte[], byte[]> serialize(
        EncodedDeadLetter letter, KafkaSinkContext context, @Nullable Long timestamp) {
      return new ProducerRecord<>(topic, letter.key(), letter.value());
    }
  }
}
