package io.tokenpace.jobs.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tokenpace.jobs.testing.NoContext;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;

class LateReportsTest {
  @Test
  void keepTheOriginalBytesAndSayWhyAndWhenInHeaders() {
    LateReport report = new LateReport("größer-1", new byte[] {1, 2, 3}, 1_767_571_200_123L);

    ProducerRecord<byte[], byte[]> written =
        new LateReports.LateRecords("prefix.late").serialize(report, new NoContext(), 99L);

    assertThat(written.topic()).isEqualTo("prefix.late");
    assertThat(written.key()).isEqualTo("größer-1".getBytes(StandardCharsets.UTF_8));
    assertThat(written.value()).containsExactly(1, 2, 3);
    assertThat(written.timestamp()).isNull();
    assertThat(written.headers().toArray())
        .extracting(Header::key, header -> new String(header.value(), StandardCharsets.UTF_8))
        .containsExactly(tuple("reason", "LATE"), tuple("watermarkMillis", "1767571200123"));
  }
}
