package io.tokenpace.agent.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

class KafkaProducersTest {
  @Test
  void aBrokerThatIsNotThereIsTriedAgain() {
    // Nothing listens on port 1.
    KafkaProducers producers = new KafkaProducers("127.0.0.1:1", "test", Map.of());
    try (Producer<String, byte[]> producer = producers.get()) {
      Throwable failure =
          catchThrowable(() -> producer.send(new ProducerRecord<>("t", "k", new byte[1])).get());
      assertThat(failure).isInstanceOf(ExecutionException.class);
      assertThat(SendFailure.of(Objects.requireNonNull(failure.getCause())))
          .isEqualTo(SendFailure.RETRY);
      producer.close(Duration.ZERO);
    }
  }

  @Test
  void aServerWithoutAnAddressIsTriedWithAnotherProducer() {
    KafkaProducers producers = new KafkaProducers("no-such-host.invalid:1", "test", Map.of());
    Throwable failure = catchThrowable(producers::get);
    assertThat(failure).isInstanceOf(KafkaException.class);
    assertThat(SendFailure.of(failure)).isEqualTo(SendFailure.ANOTHER_PRODUCER);
  }

  @Test
  void securityIsSetAndNothingElseIsReplaced() {
    KafkaProducers producers =
        new KafkaProducers(
            "127.0.0.1:1", "test", Map.of("security.protocol", "NONE_SUCH", "acks", "0"));
    // Were acks taken, the idempotence that is switched on would be what is complained of.
    assertThat(catchThrowable(producers::get))
        .isInstanceOf(KafkaException.class)
        .hasMessageContaining("NONE_SUCH");
  }
}
