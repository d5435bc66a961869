package io.tokenpace.jobs.kafka;

import io.tokenpace.schemas.topics.Topic;
import java.io.Serializable;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Sinks of topics, at least once: every key here makes a repeated record harmless, so no Kafka
 * transaction is needed.
 */
public final class TopicSinks {
  private final String bootstrapServers;
  private final String topicPrefix;
  private final String clientName;

  /**
   * Sinks of one job; they connect only when the job runs.
   *
   * @param bootstrapServers {@code host:port}, comma separated
   * @param topicPrefix what every topic's name begins with
   * @param clientName what the job's producers are called at the broker
   */
  public TopicSinks(String bootstrapServers, String topicPrefix, String clientName) {
    this.bootstrapServers = bootstrapServers;
    this.topicPrefix = topicPrefix;
    this.clientName = clientName;
  }

  /** A sink of one topic. */
  public Sink<TopicRecord> of(Topic topic) {
    return KafkaSink.<TopicRecord>builder()
        .setBootstrapServers(bootstrapServers)
        .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
        .setProperty(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd")
        .setProperty(ProducerConfig.CLIENT_ID_CONFIG, clientName + "-" + topic.name(""))
        .setRecordSerializer(new TopicRecords(topic.name(topicPrefix)))
        .build();
  }

  /** Leaves the timestamp to the broker: event times of history would look long expired to it. */
  record TopicRecords(String topic)
      implements KafkaRecordSerializationSchema<TopicRecord>, Serializable {
    @Override
    public ProducerRecord<byte[], byte[]> serialize(
        TopicRecord record, KafkaSinkContext context, @Nullable Long timestamp) {
      return new ProducerRecord<>(topic, record.key(), record.value());
    }
  }
}
