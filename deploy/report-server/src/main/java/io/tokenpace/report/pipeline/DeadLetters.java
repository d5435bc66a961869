package io.tokenpace.report.pipeline;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tokenpace.schemas.codec.Decoded;
import io.tokenpace.schemas.codec.WireCodec;
import io.tokenpace.schemas.wire.DeadLetter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the newest dead letters. Belongs to no group and commits nothing. Thread-safe. */
final class DeadLetters {
  private static final int SHOWN = 20;

  private final Map<String, Object> settings;
  private final Duration within;

  DeadLetters(String bootstrap, Duration within) {
    int millis = Math.toIntExact(within.toMillis());
    this.within = within;
    this.settings =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap,
            ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis,
            ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
            ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 1 << 18);
  }

  /** The newest ones, newest first; fewer if the broker does not give them in time. */
  ArrayNode newest(Map<TopicPartition, Long> begins, Map<TopicPartition, Long> ends) {
    Map<TopicPartition, Long> missing = new HashMap<>(ends);
    missing.entrySet().removeIf(end -> end.getValue().equals(begins.get(end.getKey())));
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    if (!missing.isEmpty()) {
      ByteArrayDeserializer bytes = new ByteArrayDeserializer();
      try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings, bytes, bytes)) {
        consumer.assign(missing.keySet());
        missing.forEach(
            (partition, end) ->
                consumer.seek(
                    partition, Math.max(begins.getOrDefault(partition, 0L), end - SHOWN)));
        long until = System.nanoTime() + within.toNanos();
        while (!missing.isEmpty() && System.nanoTime() < until) {
          consumer.poll(within.dividedBy(10)).forEach(records::add);
          missing.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
        }
      }
    }
    ArrayNode newest = JsonNodeFactory.instance.arrayNode();
    WireCodec<DeadLetter> codec = WireCodec.deadLetters();
    records.stream()
        .sorted(
            Comparator.comparingLong((ConsumerRecord<byte[], byte[]> record) -> record.timestamp())
                .reversed())
        .limit(SHOWN)
        .forEach(record -> newest.add(letter(codec.decode(record.value()))));
    return newest;
  }

  private static ObjectNode letter(Decoded<DeadLetter> decoded) {
    ObjectNode entry = JsonNodeFactory.instance.objectNode();
    if (decoded instanceof Decoded.Value<DeadLetter> good) {
      DeadLetter letter = good.value();
      long micros = letter.getAppendedMicros();
      return entry
          .put("topic", letter.getTopic())
          .put("partition", letter.getPartition())
          .put("offset", letter.getOffset())
          .put("reason", letter.getReason())
          .put("detail", letter.getDetail())
          .put(
              "appended",
              micros < 0 ? null : Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString());
    }
    return entry
        .putNull("topic")
        .putNull("partition")
        .putNull("offset")
        .put("reason", "UNREADABLE")
        .put("detail", "not a dead letter this version reads")
        .putNull("appended");
  }
}
