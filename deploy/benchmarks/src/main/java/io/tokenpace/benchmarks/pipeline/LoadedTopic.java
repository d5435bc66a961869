package io.tokenpace.benchmarks.pipeline;

import io.tokenpace.benchmarks.traffic.Traffic;
import io.tokenpace.benchmarks.traffic.TrafficOptions;
import io.tokenpace.benchmarks.traffic.TrafficTotals;
import io.tokenpace.schemas.topics.Topic;
import io.tokenpace.setup.finding.Finding;
import io.tokenpace.setup.topic.TopicLayout;
import io.tokenpace.setup.topic.TopicSetup;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * The topics of one prefix, and generated traffic in that of reports.
 *
 * @param bootstrapServers the broker
 * @param prefix what the topics' names begin with
 * @param options what the traffic is
 * @param totals what was put in
 * @param bytesOnBroker what the broker holds of it
 */
record LoadedTopic(
    String bootstrapServers,
    String prefix,
    TrafficOptions options,
    TrafficTotals totals,
    long bytesOnBroker) {
  /** Batches that are not full yet wait this long; they are all full long before. */
  private static final int LINGER_MILLIS = 1_000;

  /** Everything is handed over at once: the last report waits until all others are sent. */
  private static final int DELIVERY_TIMEOUT_MILLIS = 600_000;

  /**
   * Makes the topics and fills that of reports.
   *
   * @param batchBytes bytes reports are gathered up to before they are compressed and sent; 0: each
   *     by itself, as an agent that waits for nothing sends them
   */
  static LoadedTopic load(
      String bootstrapServers,
      String prefix,
      int partitions,
      int batchBytes,
      TrafficOptions options)
      throws InterruptedException, ExecutionException {
    try (Admin admin =
        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
      for (Finding finding :
          new TopicSetup(admin, TopicLayout.ofOneMachine(prefix, partitions)).apply()) {
        if (!finding.good()) {
          throw new IllegalStateException(finding.toLine());
        }
      }
      String topic = Topic.NODE_REPORTS.name(prefix);
      TrafficTotals totals = publish(bootstrapServers, topic, batchBytes, options);
      return new LoadedTopic(
          bootstrapServers, prefix, options, totals, bytesOnBroker(admin, topic));
    }
  }

  private static TrafficTotals publish(
      String bootstrapServers, String topic, int batchBytes, TrafficOptions options) {
    AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "zstd",
                ProducerConfig.BATCH_SIZE_CONFIG,
                batchBytes,
                ProducerConfig.LINGER_MS_CONFIG,
                LINGER_MILLIS,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                DELIVERY_TIMEOUT_MILLIS),
            new StringSerializer(),
            new ByteArraySerializer())) {
      TrafficTotals totals =
          Traffic.generate(
              options,
              report -> {
                Future<RecordMetadata> unused =
                    producer.send(
                        new ProducerRecord<>(topic, report.node(), report.bytes()),
                        (metadata, exception) -> failure.compareAndSet(null, exception));
              });
      producer.flush();
      if (failure.get() != null) {
        throw new IllegalStateException(topic + ": a report was not acknowledged", failure.get());
      }
      return totals;
    }
  }

  private static long bytesOnBroker(Admin admin, String topic)
      throws InterruptedException, ExecutionException {
    int broker = admin.describeCluster().nodes().get().iterator().next().id();
    return admin.describeLogDirs(List.of(broker)).allDescriptions().get().values().stream()
        .flatMap(directories -> directories.values().stream())
        .flatMap(directory -> directory.replicaInfos().entrySet().stream())
        .filter(replica -> replica.getKey().topic().equals(topic))
        .mapToLong(replica -> replica.getValue().size())
        .sum();
  }

  double bytesPerToken() {
    return (double) bytesOnBroker / totals.tokens();
  }
}
