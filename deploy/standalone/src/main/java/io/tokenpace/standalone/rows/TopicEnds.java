package io.tokenpace.standalone.rows;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Where a topic ends now: what is appended later, and by nobody else, lies between this and where
 * it ends then.
 */
public final class TopicEnds {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private TopicEnds() {}

  /**
   * The end of each partition.
   *
   * @throws org.apache.kafka.common.KafkaException if the broker does not answer within 30 s
   */
  public static Map<TopicPartition, Long> of(String bootstrapServers, String topic) {
    try (Consumer<byte[], byte[]> consumer = consumer(bootstrapServers)) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
      return Map.copyOf(consumer.endOffsets(partitions));
    }
  }

  /** A consumer of no group, to be assigned partitions by hand. */
  public static Consumer<byte[], byte[]> consumer(String bootstrapServers) {
    return new KafkaConsumer<>(
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            (int) TIMEOUT.toMillis()),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }
}
