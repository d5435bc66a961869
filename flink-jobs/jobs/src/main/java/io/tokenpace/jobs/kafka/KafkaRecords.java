package io.tokenpace.jobs.kafka;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Takes over what the broker gave. Thread-safe: holds no state. */
public final class KafkaRecords {
  private KafkaRecords() {}

  /** The record with its position. */
  public static KafkaRecord of(ConsumerRecord<byte[], byte[]> record) {
    long appendedMillis = record.timestamp();
    return new KafkaRecord(
        record.topic(),
        record.partition(),
        record.offset(),
        appendedMillis == ConsumerRecord.NO_TIMESTAMP ? -1 : appendedMillis * 1_000,
        record.value());
  }
}
