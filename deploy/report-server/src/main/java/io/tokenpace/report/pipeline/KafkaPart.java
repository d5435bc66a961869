package io.tokenpace.report.pipeline;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Adds what lies in Kafka to a document, or why that is not known. Thread-safe. */
public final class KafkaPart implements Consumer<ObjectNode> {
  private static final String KAFKA = "kafka";
  private static final String REASON = "kafka_reason";

  private final @Nullable KafkaView view;

  /** A part over a view, or over none. */
  public KafkaPart(@Nullable KafkaView view) {
    this.view = view;
  }

  @Override
  public void accept(ObjectNode document) {
    if (view == null) {
      document.putNull(KAFKA).put(REASON, "this server was started without --kafka");
      return;
    }
    try {
      document.set(KAFKA, view.read());
      document.putNull(REASON);
    } catch (RuntimeException e) {
      // Whatever a broker does, the other numbers of the page are still right.
      document.putNull(KAFKA).put(REASON, "the brokers do not answer");
    }
  }
}
