package io.tokenpace.examples;

import io.tokenpace.schemas.codec.WireCodec;
import io.tokenpace.schemas.topics.Topic;
import io.tokenpace.schemas.wire.BootId;
import io.tokenpace.schemas.wire.TokenEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A consumer of token events to begin with: reads what the topic holds now and says, for each
 * model, time to first token, inter-token latency and throughput. It keeps every value, so that its
 * percentiles are exact; for a topic without end, put them into a {@link
 * io.tokenpace.schemas.histogram.Histogram}.
 *
 * <p>NOT thread-safe.
 */
public final class TokenStatistics {
  private static final Duration POLL = Duration.ofMillis(200);

  private final WireCodec<TokenEvent> codec = WireCodec.tokenEvents();
  private final Set<ChunkId> seen = new HashSet<>();
  private final Map<String, ModelStatistics> models = new TreeMap<>();

  private record ChunkId(BootId boot, long request, int choice, long index) {}

  private static final class ModelStatistics {
    private final List<Long> ttftMicros = new ArrayList<>();
    private final List<Long> itlMicros = new ArrayList<>();
    private long tokens;
    private long startMicros = Long.MAX_VALUE;
    private long endMicros = Long.MIN_VALUE;
  }

  /**
   * Prints the statistics of a topic's token events.
   *
   * @param arguments the Kafka servers
   */
  public static void main(String[] arguments) {
    if (arguments.length != 1) {
      throw new IllegalArgumentException(
          "arguments: %d (expected: one, HOST:PORT)".formatted(arguments.length));
    }
    TokenStatistics statistics = new TokenStatistics();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", arguments[0]),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      statistics.readAll(consumer, Topic.TOKEN_EVENTS.name(Topic.DEFAULT_PREFIX));
    }
    statistics.lines().forEach(System.out::println);
  }

  /** Reads a topic from its beginning to where it ends now. */
  void readAll(KafkaConsumer<byte[], byte[]> consumer, String topic) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        add(codec.decode(record.value()).orThrow());
      }
    }
  }

  /** Adds an event, unless it was added before: a producer may send one twice. */
  void add(TokenEvent event) {
    if (!seen.add(
        new ChunkId(event.getBootId(), event.getRequest(), event.getChoice(), event.getIndex()))) {
      return;
    }
    ModelStatistics model = models.computeIfAbsent(event.getModel(), name -> new ModelStatistics());
    long since = event.getSinceMicros();
    long time = event.getTimeMicros();
    model.tokens += event.getTokens();
    // A choice's first chunk came that long after its request was accepted.
    model.startMicros = Math.min(model.startMicros, event.getIndex() == 0 ? time - since : time);
    model.endMicros = Math.max(model.endMicros, time + 1);
    if (event.getFirstOfRequest()) {
      model.ttftMicros.add(since);
    }
    if (event.getIndex() > 0) {
      for (int token = 0; token < event.getTokens(); token++) {
        model.itlMicros.add(since / event.getTokens());
      }
    }
  }

  /** One line for each model, by name. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    models.forEach(
        (name, model) ->
            lines.add(
                String.format(
                    Locale.ROOT,
                    "%s: %d requests, %d tokens, TTFT p50 %s p99 %s ms, ITL p50 %s p99 %s ms,"
                        + " %.1f tokens/s",
                    name,
                    model.ttftMicros.size(),
                    model.tokens,
                    quantileMillis(model.ttftMicros, 50),
                    quantileMillis(model.ttftMicros, 99),
                    quantileMillis(model.itlMicros, 50),
                    quantileMillis(model.itlMicros, 99),
                    model.tokens * 1e6 / (model.endMicros - model.startMicros))));
    return lines;
  }

  /** By nearest rank; a dash if there are no values. */
  private static String quantileMillis(List<Long> micros, int percent) {
    if (micros.isEmpty()) {
      return "-";
    }
    int rank = Math.max(1, (micros.size() * percent + 99) / 100);
    List<Long> sorted = micros.stream().sorted().toList();
    return String.format(Locale.ROOT, "%.3f", sorted.get(rank - 1) / 1_000.0);
  }
}
