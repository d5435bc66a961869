package io.tokenpace.agent.publish;

import io.tokenpace.agent.config.Publication;
import io.tokenpace.agent.report.BuiltReport;
import io.tokenpace.agent.report.DropCounts;
import io.tokenpace.agent.report.DropReason;
import io.tokenpace.agent.spool.Spool;
import io.tokenpace.schemas.codec.ReportCursor;
import io.tokenpace.schemas.codec.TokenEventEncoder;
import io.tokenpace.schemas.topics.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the spool's reports to Kafka, strictly first in first out: the next one is sent when the
 * one before is acknowledged, which is several times what an agent reports. Steps are taken from
 * outside, by a thread or a test:
 *
 * <pre>
 *   head ► sent: removed
 *        ► Kafka is not there, or does not let us: the head stays, for ever if need be
 *        ► this record can never be sent: removed and counted
 * </pre>
 *
 * <p>Every report that is removed from the spool here was sent or is counted as dropped, once. A
 * report may reach Kafka twice, if the first answer was lost: whoever reads counts it once, by its
 * boot and sequence. Token events come after the report that holds them, and may come twice too.
 *
 * <p>Confined to one thread, but for the counts and {@link #close}.
 */
public final class ReportSender implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReportSender.class);
  private static final Duration FIRST_BACKOFF = Duration.ofMillis(100);
  private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(5);
  private static final Duration WHEN_EMPTY = Duration.ofMillis(20);

  /** Longer than a producer may take to send or fail a record. */
  private static final Duration ANSWER = KafkaProducers.DELIVERY.plusSeconds(10);

  private final Spool spool;
  private final String node;
  private final String reportsTopic;
  private final String tokensTopic;
  private final Publication publication;
  private final Supplier<Producer<String, byte[]>> producers;
  private final DropCounts drops;
  private final ReportCursor cursor = new ReportCursor();
  private final TokenEventEncoder encoder = new TokenEventEncoder();
  private final LongAdder reports = new LongAdder();
  private final LongAdder tokens = new LongAdder();
  private final LongAdder droppedTokens = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private volatile @Nullable Producer<String, byte[]> producer;
  private volatile boolean closed;
  private boolean reportAcknowledged;
  private Duration backoff = Duration.ZERO;

  /**
   * A sender.
   *
   * @param node key of every record
   * @param topicPrefix what the topics' names begin with
   * @param producers makes a producer; asked for another when one is of no use any more
   */
  public ReportSender(
      Spool spool,
      String node,
      String topicPrefix,
      Publication publication,
      Supplier<Producer<String, byte[]>> producers,
      DropCounts drops) {
    this.spool = spool;
    this.node = node;
    this.reportsTopic = Topic.NODE_REPORTS.name(topicPrefix);
    this.tokensTopic = Topic.TOKEN_EVENTS.name(topicPrefix);
    this.publication = publication;
    this.producers = producers;
    this.drops = drops;
  }

  /** Sends the oldest report, if there is one; returns how long to wait before the next step. */
  public Duration step() {
    BuiltReport head = spool.peek();
    if (head == null) {
      return WHEN_EMPTY;
    }
    SendFailure failure = send(head);
    if (failure == null) {
      reports.increment();
      done();
      return Duration.ZERO;
    }
    if (failure.ofRecord()) {
      drops.report(
          failure == SendFailure.TOO_LARGE
              ? DropReason.RECORD_TOO_LARGE
              : DropReason.RECORD_REFUSED,
          head.events());
      done();
      return Duration.ZERO;
    }
    failures.increment();
    if (failure == SendFailure.ANOTHER_PRODUCER) {
      closeProducer(Duration.ZERO);
    }
    if (!reportAcknowledged) {
      // One whose tokens are still to be sent is as good as sent: it is not to be counted as lost.
      spool.release();
    }
    backoff = backoff.isZero() ? FIRST_BACKOFF : backoff.multipliedBy(2);
    if (backoff.compareTo(LONGEST_BACKOFF) > 0) {
      backoff = LONGEST_BACKOFF;
    }
    return backoff;
  }

  private void done() {
    if (!backoff.isZero()) {
      LOG.warn("kafka: reports are taken again");
    }
    backoff = Duration.ZERO;
    reportAcknowledged = false;
    spool.remove();
  }

  /** Null if the report, and its token events if they are published, are acknowledged. */
  private @Nullable SendFailure send(BuiltReport report) {
    if (!reportAcknowledged) {
      SendFailure failure = sendAll(reportsTopic, List.of(report.bytes()));
      if (failure != null) {
        return failure;
      }
      reportAcknowledged = true;
    }
    if (publication == Publication.REPORTS) {
      return null;
    }
    List<byte[]> events = tokenEvents(report);
    SendFailure failure = sendAll(tokensTopic, events);
    if (failure == null) {
      tokens.add(events.size());
    } else if (failure.ofRecord()) {
      // The report is there; the events of their own are what is lost.
      droppedTokens.add(events.size());
      return null;
    }
    return failure;
  }

  private List<byte[]> tokenEvents(BuiltReport report) {
    List<byte[]> events = new ArrayList<>();
    if (cursor.open(report.bytes()) == null) {
      encoder.encode(cursor, events::add);
    }
    return events;
  }

  private @Nullable SendFailure sendAll(String topic, List<byte[]> values) {
    List<Future<RecordMetadata>> answers = new ArrayList<>(values.size());
    try {
      Producer<String, byte[]> current = producer();
      for (byte[] value : values) {
        Future<RecordMetadata> answer = current.send(new ProducerRecord<>(topic, node, value));
        answers.add(answer);
        if (answer.isDone()) {
          // Mostly a failure, after which the others would each wait for as long.
          answer.get(0, TimeUnit.MILLISECONDS);
        }
      }
      for (Future<RecordMetadata> answer : answers) {
        answer.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
      }
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return SendFailure.RETRY;
    } catch (ExecutionException e) {
      return failed(topic, e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException | RuntimeException e) {
      return failed(topic, e);
    }
  }

  private SendFailure failed(String topic, Throwable failure) {
    SendFailure kind = SendFailure.of(failure);
    if (backoff.isZero() && !closed) {
      LOG.warn(
          "kafka: {}: {} ({})",
          topic,
          failure.toString(),
          kind.ofRecord() ? "the record is dropped and counted" : "reports wait in the spool");
    }
    return kind;
  }

  private Producer<String, byte[]> producer() {
    Producer<String, byte[]> current = producer;
    if (current == null) {
      if (closed) {
        throw new IllegalStateException("the sender is closed");
      }
      current = producers.get();
      producer = current;
    }
    return current;
  }

  private void closeProducer(Duration timeout) {
    Producer<String, byte[]> current = producer;
    producer = null;
    if (current != null) {
      try {
        current.close(timeout);
      } catch (RuntimeException e) {
        LOG.warn("kafka: a producer did not close: {}", e.toString());
      }
    }
  }

  /** Reports sent and acknowledged. */
  public long reports() {
    return reports.sum();
  }

  /** Token events sent and acknowledged, by the reports they are of. */
  public long tokens() {
    return tokens.sum();
  }

  /** Token events that Kafka refused. */
  public long droppedTokens() {
    return droppedTokens.sum();
  }

  /** How often the head had to stay. */
  public long failures() {
    return failures.sum();
  }

  /** Fails what is being sent, and closes the producer. Thread-safe. */
  @Override
  public void close() {
    closed = true;
    closeProducer(Duration.ZERO);
  }
}
