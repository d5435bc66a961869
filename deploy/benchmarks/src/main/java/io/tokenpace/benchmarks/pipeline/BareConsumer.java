package io.tokenpace.benchmarks.pipeline;

import io.tokenpace.schemas.codec.ReportCursor;
import io.tokenpace.schemas.codec.RunCursor;
import io.tokenpace.schemas.histogram.Histogram;
import io.tokenpace.schemas.topics.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The least anyone can do with the topic: consume it, decode it, and add each gap to the histogram
 * of its series. It keeps no time, node, request or restart apart. What a job takes beyond this is
 * what it does beyond this.
 *
 * <p>Confined to one thread.
 */
final class BareConsumer {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int MAX_SERIES = 64;

  private final ReportCursor cursor = new ReportCursor();
  private final Histogram[] gapsBySeries = new Histogram[MAX_SERIES];
  private long tokens;

  private BareConsumer() {
    for (int series = 0; series < MAX_SERIES; series++) {
      gapsBySeries[series] = new Histogram();
    }
  }

  /**
   * Reads a topic from its beginning to where it ends now.
   *
   * @return the token events it held
   * @throws IllegalStateException if it does not hold what was put in
   */
  static long read(LoadedTopic topic) {
    BareConsumer bare = new BareConsumer();
    try (Consumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            // As the job's own source has them.
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                topic.bootstrapServers(),
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                5_000,
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                4 << 20),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      bare.readAll(consumer, Topic.NODE_REPORTS.name(topic.prefix()));
    }
    bare.requireAll(topic);
    return bare.tokens;
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
        add(record.value());
        empty = false;
      }
      emptyPolls = empty ? emptyPolls + 1 : 0;
      if (emptyPolls > TIMEOUT.toMillis() / POLL.toMillis()) {
        throw new IllegalStateException(
            "topic %s: nothing more (expected: all up to %s)".formatted(topic, ends));
      }
    }
  }

  private void add(byte[] report) {
    if (cursor.open(report) != null) {
      throw new IllegalStateException("report: refused (expected: what was generated)");
    }
    for (RunCursor run = cursor.runs(); run.next(); ) {
      Histogram gaps = gapsBySeries[run.series()];
      tokens += run.tokens(0);
      if (run.firstIndex() > 0) {
        gaps.add(run.sinceMicros());
      }
      for (int chunk = 1; chunk < run.chunks(); chunk++) {
        tokens += run.tokens(chunk);
        gaps.add(run.gapMicros(chunk));
      }
    }
  }

  private void requireAll(LoadedTopic topic) {
    long gaps = 0;
    long gapSumMicros = 0;
    for (Histogram ofSeries : gapsBySeries) {
      gaps += ofSeries.count();
      gapSumMicros += ofSeries.sum();
    }
    if (tokens != topic.totals().tokens()
        || gaps != topic.totals().gaps()
        || gapSumMicros != topic.totals().gapSumMicros()) {
      throw new IllegalStateException(
          "bare consumer: %d tokens, %d gaps of %d µs (expected: %d, %d of %d)"
              .formatted(
                  tokens,
                  gaps,
                  gapSumMicros,
                  topic.totals().tokens(),
                  topic.totals().gaps(),
                  topic.totals().gapSumMicros()));
    }
  }
}
