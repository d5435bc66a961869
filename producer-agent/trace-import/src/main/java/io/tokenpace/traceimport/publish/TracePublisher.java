package io.tokenpace.traceimport.publish;

import io.tokenpace.schemas.codec.Rejection;
import io.tokenpace.schemas.codec.ReportCursor;
import io.tokenpace.schemas.codec.TokenEventEncoder;
import io.tokenpace.schemas.topics.Topic;
import io.tokenpace.traceimport.trace.ImportedReport;
import io.tokenpace.traceimport.trace.ImportedTrace;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

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
  private final String topicPrefix;
  private final Publication publication;
  private final ReportCursor cursor = new ReportCursor();
  private final TokenEventEncoder tokenEvents = new TokenEventEncoder();

  /**
   * A publisher over a producer, which it closes when it is closed.
   *
   * @param producer where records go; has to acknowledge each or fail it
   * @param topicPrefix what the topics' names begin with
   * @param publication what is published
   */
  public TracePublisher(
      Producer<String, byte[]> producer, String topicPrefix, Publication publication) {
    this.producer = producer;
    this.topicPrefix = topicPrefix;
    this.publication = publication;
  }

  /**
   * A publisher to a cluster.
   *
   * @param bootstrapServers HOST:PORT, several with commas
   * @param topicPrefix what the topics' names begin with; {@link Topic#DEFAULT_PREFIX} by default
   * @param publication what is published
   * @throws KafkaException if the servers are no addresses
   */
  public static TracePublisher connect(
      String bootstrapServers, String topicPrefix, Publication publication) {
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
        topicPrefix,
        publication);
  }

  /**
   * Publishes every report of the traces, and their token events if those are published too, and
   * returns when every record is acknowledged. The reports go out in the order of completeThrough
   * over all traces, at equal times in the order of the traces; so no trace runs ahead of another
   * and makes its reports late. Token events go out with the report that holds them.
   *
   * @throws KafkaException if any record was not acknowledged; some may be published then
   */
  public Published publish(List<ImportedTrace> traces) {
    Map<String, Long> reportsByNode = new LinkedHashMap<>();
    for (ImportedTrace trace : traces) {
      reportsByNode.put(trace.node(), 0L);
    }
    TopicSender reports = new TopicSender(producer, Topic.NODE_REPORTS.name(topicPrefix), "report");
    TopicSender tokens =
        new TopicSender(producer, Topic.TOKEN_EVENTS.name(topicPrefix), "token event");
    for (Iterator<ImportedReport> merged = new MergedReports(traces); merged.hasNext(); ) {
      reports.throwIfFailed();
      tokens.throwIfFailed();
      ImportedReport report = merged.next();
      reports.send(report.node(), report.bytes());
      if (publication == Publication.REPORTS_AND_TOKENS) {
        sendTokens(report, tokens);
      }
      reportsByNode.merge(report.node(), 1L, Long::sum);
    }
    producer.flush();
    reports.requireAll();
    return new Published(reportsByNode, tokens.requireAll());
  }

  private void sendTokens(ImportedReport report, TopicSender tokens) {
    Rejection rejection = cursor.open(report.bytes());
    if (rejection != null) {
      throw new IllegalStateException("report: " + rejection.detail());
    }
    tokenEvents.encode(cursor, event -> tokens.send(report.node(), event));
  }

  /** Closes the producer; waits at most 10 s. Everything acknowledged stays published. */
  @Override
  public void close() {
    producer.close(CLOSE_TIMEOUT);
  }
}
