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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the newest dead letters. Belongs to no group and commits nothing. Thread-safe. */
final class DeadLetters {
  private static final int SHOWN = 20;

  /** Of each partition; more than are shown, as letters may come twice. */
  private static final int READ = 60;

  /** Of one partition the later one is newer, whatever its time. */
  private static final Comparator<ConsumerRecord<byte[], byte[]>> NEWEST_FIRST =
      Comparator.comparingLong((ConsumerRecord<byte[], byte[]> record) -> record.timestamp())
          .thenComparingLong(ConsumerRecord::offset)
          .reversed();

  /** So long is waited for the next records before it is looked whether these were all. */
  private static final Duration POLL = Duration.ofMillis(300);

  private static final Duration CLOSE_WITHIN = Duration.ofMillis(500);

  private final Map<String, Object> settings;

  /**
   * A reader.
   *
   * @param callWithin how long one call to a broker may take
   */
  DeadLetters(String bootstrap, Duration callWithin) {
    int millis = Math.toIntExact(callWithin.toMillis());
    this.settings =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrap,
            ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            millis,
            ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
            millis,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest",
            // A topic that was removed a moment ago must not come back by being looked at.
            ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
            false,
            ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
            1 << 18);
  }

  /**
   * The newest ones, newest first; fewer if the broker does not give them in time. A record that
   * was met again is one letter, as new as its newest.
   */
  ArrayNode newest(
      Map<TopicPartition, Long> begins, Map<TopicPartition, Long> ends, Deadline deadline) {
    ArrayNode newest = JsonNodeFactory.instance.arrayNode();
    WireCodec<DeadLetter> codec = WireCodec.deadLetters();
    Set<Object> shown = new HashSet<>();
    records(begins, ends, deadline).stream()
        .sorted(NEWEST_FIRST)
        .map(record -> codec.decode(record.value()))
        .filter(decoded -> shown.add(identity(decoded)))
        .limit(SHOWN)
        .forEach(decoded -> newest.add(letter(decoded)));
    return newest;
  }

  private List<ConsumerRecord<byte[], byte[]>> records(
      Map<TopicPartition, Long> begins, Map<TopicPartition, Long> ends, Deadline deadline) {
    Map<TopicPartition, Long> missing = new HashMap<>(ends);
    missing.entrySet().removeIf(end -> end.getValue().equals(begins.get(end.getKey())));
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    if (missing.isEmpty()) {
      return records;
    }
    ByteArrayDeserializer bytes = new ByteArrayDeserializer();
    KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings, bytes, bytes);
    try {
      consumer.assign(missing.keySet());
      missing.forEach(
          (partition, end) ->
              consumer.seek(partition, Math.max(begins.getOrDefault(partition, 0L), end - READ)));
      while (!missing.isEmpty() && !deadline.isOver()) {
        consumer.poll(POLL).forEach(records::add);
        missing.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
      }
    } finally {
      // A broker that went away meanwhile would be waited for.
      consumer.close(CloseOptions.timeout(CLOSE_WITHIN));
    }
    return records;
  }

  /** What is the same for the same record; each unreadable letter is one of its own. */
  private static Object identity(Decoded<DeadLetter> decoded) {
    return decoded instanceof Decoded.Value<DeadLetter> good
        ? List.of(good.value().getTopic(), good.value().getPartition(), good.value().getOffset())
        : new Object();
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
