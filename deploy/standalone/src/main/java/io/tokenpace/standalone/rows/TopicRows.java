package io.tokenpace.standalone.rows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Counts the rows of a run in the topic of results, each once however often it was issued.
 *
 * <p>Confined to one thread.
 */
public final class TopicRows {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final Set<JsonNode> keys = new HashSet<>();
  private final String run;

  private TopicRows(String run) {
    this.run = run;
  }

  /**
   * Reads a topic from its beginning to where it ends now.
   *
   * @throws IllegalStateException if nothing came for 30 s before the end, or a key is none of a
   *     row's
   */
  public static RowCounts count(String bootstrapServers, String topic, String run) {
    TopicRows rows = new TopicRows(run);
    try (Consumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                (int) TIMEOUT.toMillis()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      rows.readAll(consumer, topic);
    }
    return rows.counts();
  }

  private void readAll(Consumer<byte[], byte[]> consumer, String topic) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    int emptyPolls = 0;
    while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
      int before = keys.size();
      boolean empty = true;
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        add(record.key());
        empty = false;
      }
      emptyPolls = empty ? emptyPolls + 1 : 0;
      if (emptyPolls > TIMEOUT.toMillis() / POLL.toMillis()) {
        throw new IllegalStateException(
            "topic %s: nothing more after %d rows (expected: all up to %s)"
                .formatted(topic, before, ends));
      }
    }
  }

  /** A key is {@code [run, rollup, key, windowMillis, windowEndMillis]}. */
  private void add(byte[] key) {
    JsonNode parts;
    try {
      parts = JSON.readTree(key);
    } catch (IOException e) {
      throw new IllegalStateException("key: no JSON (expected: a row's key)", e);
    }
    if (!(parts.size() == 5 && parts.get(3).asLong() > 0)) {
      throw new IllegalStateException("key: %s (expected: a row's key)".formatted(parts));
    }
    if (run.equals(parts.get(0).asText())) {
      keys.add(parts);
    }
  }

  private RowCounts counts() {
    long tumbling =
        keys.stream().filter(key -> key.get(4).asLong() % key.get(3).asLong() == 0).count();
    return new RowCounts(keys.size(), tumbling);
  }
}
