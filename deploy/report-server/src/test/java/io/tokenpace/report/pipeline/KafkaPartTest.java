package io.tokenpace.report.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tokenpace.report.testing.RecordedLog;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KafkaPartTest {
  private final RecordedLog log = RecordedLog.of(KafkaPart.class.getName());
  private long nanos;
  private int asked;
  private @Nullable RuntimeException failure;
  private final KafkaPart part = new KafkaPart(this::ask, () -> nanos);

  @AfterEach
  void stopRecording() {
    log.close();
  }

  private ObjectNode ask() {
    asked++;
    if (failure != null) {
      throw failure;
    }
    return JsonNodeFactory.instance.objectNode().put("late_reports", 7);
  }

  private static BrokersAwayException away() {
    return new BrokersAwayException(
        new ExecutionException(new TimeoutException("no node was assigned")));
  }

  private String document() {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    part.accept(document);
    return document.toString();
  }

  @Test
  void whatBrokersSayIsShown() {
    assertThat(document()).isEqualTo("{\"kafka\":{\"late_reports\":7},\"kafka_reason\":null}");
    assertThat(log.lines()).isEmpty();
  }

  @Test
  void brokersThatAreAwayAreLeftAloneForAWhileAndSpokenOfOnce() {
    failure = away();
    String none = "{\"kafka\":null,\"kafka_reason\":\"the brokers do not answer\"}";
    assertThat(document()).isEqualTo(none);
    nanos += KafkaPart.PAUSE.toNanos() - 1;
    assertThat(document()).isEqualTo(none);
    assertThat(asked).isEqualTo(1);

    nanos++;
    assertThat(document()).isEqualTo(none);
    assertThat(asked).isEqualTo(2);
    assertThat(log.lines())
        .containsExactly("kafka: no node was assigned (expected: brokers that answer)");

    failure = null;
    nanos += KafkaPart.PAUSE.toNanos();
    assertThat(document()).contains("\"late_reports\":7");
    failure = away();
    assertThat(document()).isEqualTo(none);
    assertThat(log.lines())
        .containsExactly(
            "kafka: no node was assigned (expected: brokers that answer)",
            "kafka: the brokers answer again",
            "kafka: no node was assigned (expected: brokers that answer)");
  }

  @Test
  void whatCannotBeReadSpoilsNothingElse() {
    failure = new IllegalStateException("secret");

    assertThat(document())
        .isEqualTo("{\"kafka\":null,\"kafka_reason\":\"the brokers do not answer\"}");
    assertThat(log.lines()).containsExactly("kafka: what the brokers say could not be read");
  }

  @Test
  void withoutBrokersItSaysSo() {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    new KafkaPart(null).accept(document);
    assertThat(document.toString())
        .isEqualTo("{\"kafka\":null,\"kafka_reason\":\"this server was started without --kafka\"}");
  }
}
