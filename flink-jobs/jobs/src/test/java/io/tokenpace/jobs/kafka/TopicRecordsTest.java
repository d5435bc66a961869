package io.tokenpace.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.jobs.testing.NoContext;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicRecordsTest {
  @ParameterizedTest
  @CsvSource({"1_767_571_200_123, 1_767_571_200_123_000", "0, 0", "-1, -1"})
  void readTheAppendTimeInMicrosecondsAndLeaveItOutWhereThereIsNone(
      String millis, String expectedMicros) {
    KafkaRecord record = KafkaRecords.of(consumed(number(millis), new byte[] {7}));

    assertThat(record.appendedMicros()).isEqualTo(number(expectedMicros));
    assertThat(record.topic()).isEqualTo("topic");
    assertThat(record.partition()).isEqualTo(5);
    assertThat(record.offset()).isEqualTo(42);
    assertThat(record.value()).containsExactly(7);
  }

  @Test
  void keepATombstoneWithoutValue() {
    assertThat(KafkaRecords.of(consumed(1, null)).value()).isNull();
  }

  /** An event time of history would look long expired to the broker. */
  @Test
  void areWrittenUnchangedAndLeaveTheTimeToTheBroker() {
    ProducerRecord<byte[], byte[]> written =
        new TopicSinks.TopicRecords("prefix.rows")
            .serialize(new TopicRecord(new byte[] {1}, new byte[] {2, 3}), new NoContext(), 99L);

    assertThat(written.topic()).isEqualTo("prefix.rows");
    assertThat(written.key()).containsExactly(1);
    assertThat(written.value()).containsExactly(2, 3);
    assertThat(written.timestamp()).isNull();
    assertThat(written.partition()).isNull();
  }

  private static long number(String text) {
    return Long.parseLong(text.replace("_", ""));
  }

  private static ConsumerRecord<byte[], byte[]> consumed(long millis, byte @Nullable [] value) {
    return new ConsumerRecord<>(
        "topic",
        5,
        42,
        millis,
        TimestampType.LOG_APPEND_TIME,
        0,
        0,
        new byte[0],
        value,
        new RecordHeaders(),
        Optional.empty());
  }
}
