package io.tokenpace.traceimport.publish;

import io.tokenpace.schemas.topics.Topic;
import io.tokenpace.traceimport.trace.ImportedReport;
import io.tokenpace.traceimport.trace.ImportedTrace;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes imported traces as the agents of their nodes would have: merged by event time, key =
 * node. A trace is published whole or the publisher says it was not; nothing is lost in silence.
 *
 * <p>NOT thread-safe.
 */
public final class TracePublisher implements AutoCloseable {
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);
  private static final int MAX_BLOCK_MILLIS = 30_000;
  private static final int LINGER_MILLIS = 20;

  private final Producer<String, byte[]> producer;
  private final String topic;

  /**
   * A publisher over a producer, which it closes when it is closed.
   *
   * @param producer where records go; has to acknowledge each or fail it
   * @param topic full name of the topic
   */
  public TracePublisher(Producer<String, byte[]> producer, String topic) {
    this.producer = producer;
    this.topic = topic;
  }

  /**
   * A publisher to a cluster.
   *
   * @param bootstrapServers HOST:PORT, several with commas
   * @param topicPrefix what the topics' names begin with; {@link Topic#DEFAULT_PREFIX} by default
   * @throws KafkaException if the servers are no addresses
   */
  public static TracePublisher connect(String bootstrapServers, String topicPrefix) {
    return new TracePublisher(
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.CLIENT_ID_CONFIG,
                "tokenpace-trace-import",
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                true,
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "zstd",
                ProducerConfig.LINGER_MS_CONFIG,
                LINGER_MILLIS,
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                MAX_BLOCK_MILLIS),
            new StringSerializer(),
            new ByteArraySerializer()),
        Topic.NODE_REPORTS.name(topicPrefix));
  }

  /**
   * Publishes every report of the traces, and returns when every one is acknowledged. The reports
   * go out in the order of completeThrough over all traces, at equal times in the order of the
   * traces; so no trace runs ahead of another and makes its reports late.
   *
   * @return number of reports by node, in the order of the traces
   * @throws KafkaException if any report was not acknowledged; some may be published then
   */
  public Map<String, Long> publish(List<ImportedTrace> traces) {
    Map<String, Long> reportsByNode = new LinkedHashMap<>();
    for (ImportedTrace trace : traces) {
      reportsByNode.put(trace.node(), 0L);
    }
    AtomicLong acknowledged = new AtomicLong();
    AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    long sent = 0;
    for (Iterator<ImportedReport> reports = new MergedReports(traces); reports.hasNext(); ) {
      throwIfFailed(failure.get());
      ImportedReport report = reports.next();
      Future<RecordMetadata> unused =
          producer.send(
              new ProducerRecord<>(topic, report.node(), report.bytes()),
              // On the producer's thread, for every record before flush returns.
              (metadata, exception) -> {
                if (exception == null) {
                  acknowledged.incrementAndGet();
                } else {
                  failure.compareAndSet(null, exception);
                }
              });
      sent++;
      reportsByNode.merge(report.node(), 1L, Long::sum);
    }
    producer.flush();
    throwIfFailed(failure.get());
    if (acknowledged.get() != sent) {
      throw new KafkaException(
          "%s: %d reports acknowledged (expected: %d)".formatted(topic, acknowledged.get(), sent));
    }
    return reportsByNode;
  }

  private void throwIfFailed(@Nullable Exception failure) {
    if (failure != null) {
      throw new KafkaException(topic + ": a report was not acknowledged", failure);
    }
  }

  /** Closes the producer; waits at most 10 s. Everything acknowledged stays published. */
  @Override
  public void close() {
    producer.close(CLOSE_TIMEOUT);
  }
}
