package io.tokenpace.benchmarks.pipeline;

import io.tokenpace.schemas.codec.WireCodec;
import io.tokenpace.schemas.histogram.Histogram;
import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.FleetMetricsFields;
import io.tokenpace.schemas.metrics.Latency;
import io.tokenpace.schemas.metrics.MetricSet;
import io.tokenpace.schemas.topics.Topic;
import io.tokenpace.schemas.wire.FleetMetrics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Adds up the fleet's rows of a run and holds them against what was generated: a job that is fast
 * and wrong is not fast.
 *
 * <p>Confined to one thread.
 */
final class FleetRows {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final long WINDOW_MILLIS = 60_000;

  private final WireCodec<FleetMetrics> codec = WireCodec.fleetMetrics();

  /** By end, milliseconds: the row issued last. */
  private final Map<Long, FleetMetrics> rows = new HashMap<>();

  private final String run;

  private FleetRows(String run) {
    this.run = run;
  }

  /**
   * Checks the rows of one run.
   *
   * @throws IllegalStateException if they do not add up to what was generated
   */
  static void requireAll(LoadedTopic topic, String run) {
    FleetRows rows = new FleetRows(run);
    try (Consumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, topic.bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      rows.readAll(consumer, Topic.FLEET_METRICS.name(topic.prefix()));
    }
    rows.requireSame(topic);
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
      boolean empty = true;
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        keep(codec.decode(record.value()).orThrow());
        empty = false;
      }
      emptyPolls = empty ? emptyPolls + 1 : 0;
      if (emptyPolls > TIMEOUT.toMillis() / POLL.toMillis()) {
        throw new IllegalStateException(
            "topic %s: nothing more (expected: all up to %s)".formatted(topic, ends));
      }
    }
  }

  private void keep(FleetMetrics row) {
    if (row.getRun().equals(run)
        && row.getRollup().equals("fleet")
        && row.getWindowMillis() == WINDOW_MILLIS
        && row.getTumbling()) {
      rows.put(row.getWindowEnd().toEpochMilli(), row);
    }
  }

  private void requireSame(LoadedTopic topic) {
    MetricSet sum = new MetricSet();
    rows.values().forEach(row -> sum.merge(FleetMetricsFields.read(row)));
    Histogram gaps = sum.latency(Latency.ICL);
    Histogram ttft = sum.latency(Latency.TTFT);
    List<Long> found =
        List.of(
            sum.get(Counter.OUTPUT_TOKENS),
            sum.get(Counter.REQUESTS_STARTED),
            sum.get(Counter.REQUESTS_COMPLETED),
            gaps == null ? 0 : gaps.count(),
            gaps == null ? 0 : gaps.sum(),
            ttft == null ? 0 : ttft.sum());
    List<Long> generated =
        List.of(
            topic.totals().tokens(),
            topic.totals().requestsStarted(),
            topic.totals().requestsEnded(),
            topic.totals().gaps(),
            topic.totals().gapSumMicros(),
            topic.totals().ttftSumMicros());
    if (!found.equals(generated)) {
      throw new IllegalStateException(
          ("rows of %s: tokens, started, completed, gaps, their sum, sum of TTFT: %s"
                  + " (expected: %s)")
              .formatted(run, found, generated));
    }
  }
}
