package io.tokenpace.standalone.rows;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** All that a topic holds, for tests. */
public final class TopicRecords {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int EMPTY_POLLS = 150;

  private TopicRecords() {}

  /**
   * Goes through the values of all records there are, in order within each partition.
   *
   * @throws IllegalStateException if nothing came for 30 s before the end
   */
  public static void forEach(
      String bootstrapServers, String topic, java.util.function.Consumer<byte[]> values) {
    Map<TopicPartition, Long> ends = TopicEnds.of(bootstrapServers, topic);
    try (Consumer<byte[], byte[]> consumer = TopicEnds.consumer(bootstrapServers)) {
      consumer.assign(ends.keySet());
      consumer.seekToBeginning(ends.keySet());
      int empty = 0;
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        empty++;
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          values.accept(record.value());
          empty = 0;
        }
        if (empty > EMPTY_POLLS) {
          throw new IllegalStateException(
              "%s: nothing more came (expected: all up to %s)".formatted(topic, ends));
        }
      }
    }
  }
}
