package io.tokenpace.traceimport.publish;

import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Sends records to one topic, and knows whether each was acknowledged.
 *
 * <p>NOT thread-safe.
 */
final class TopicSender {
  private final Producer<String, byte[]> producer;
  private final String topic;
  private final String subject;
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private long sent;

  /**
   * A sender.
   *
   * @param topic full name of the topic
   * @param subject what a record is, for messages
   */
  TopicSender(Producer<String, byte[]> producer, String topic, String subject) {
    this.producer = producer;
    this.topic = topic;
    this.subject = subject;
  }

  void send(String node, byte[] value) {
    Future<RecordMetadata> unused =
        producer.send(
            new ProducerRecord<>(topic, node, value),
            // On the producer's thread, for every record before flush returns.
            (metadata, exception) -> {
              if (exception == null) {
                acknowledged.incrementAndGet();
              } else {
                failure.compareAndSet(null, exception);
              }
            });
    sent++;
  }

  /**
   * Returns if nothing failed so far.
   *
   * @throws KafkaException if a record was not acknowledged
   */
  void throwIfFailed() {
    @Nullable Exception first = failure.get();
    if (first != null) {
      throw new KafkaException("%s: a %s was not acknowledged".formatted(topic, subject), first);
    }
  }

  /**
   * Number of records sent, once the producer is flushed.
   *
   * @throws KafkaException if any of them was not acknowledged
   */
  long requireAll() {
    throwIfFailed();
    if (acknowledged.get() != sent) {
      throw new KafkaException(
          "%s: %d %ss acknowledged (expected: %d)"
              .formatted(topic, acknowledged.get(), subject, sent));
    }
    return sent;
  }
}
