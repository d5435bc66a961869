package io.tokenpace.report.pipeline;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tokenpace.report.Outage;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds what lies in Kafka to a document, or why that is not known. Brokers that did not answer are
 * left alone for a while: whoever asks meanwhile is told so at once, and does not hold up others.
 * Thread-safe.
 */
public final class KafkaPart implements Consumer<ObjectNode> {
  /** So long brokers that did not answer are not asked again. */
  static final Duration PAUSE = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(KafkaPart.class);
  private static final String KAFKA = "kafka";
  private static final String REASON = "kafka_reason";

  private final @Nullable Supplier<ObjectNode> view;
  private final LongSupplier nanoClock;
  private final Outage outage = new Outage(LOG);

  /** When the brokers failed to answer, guarded by this; null if they did answer. */
  private @Nullable Long failedAtNanos;

  /** A part over a view, or over none. */
  public KafkaPart(@Nullable KafkaView view) {
    this(view == null ? null : view::read, System::nanoTime);
  }

  /** A part over anything that says what lies in Kafka. */
  KafkaPart(@Nullable Supplier<ObjectNode> view, LongSupplier nanoClock) {
    this.view = view;
    this.nanoClock = nanoClock;
  }

  @Override
  public void accept(ObjectNode document) {
    if (view == null) {
      document.putNull(KAFKA).put(REASON, "this server was started without --kafka");
      return;
    }
    ObjectNode kafka = isPause() ? null : read(view);
    document.set(KAFKA, kafka);
    document.put(REASON, kafka == null ? "the brokers do not answer" : null);
  }

  /** Whatever a broker does, the other numbers of the page are still right. */
  private @Nullable ObjectNode read(Supplier<ObjectNode> asked) {
    try {
      ObjectNode kafka = asked.get();
      failed(null);
      outage.ended("kafka: the brokers answer again");
      return kafka;
    } catch (BrokersAwayException e) {
      failed(nanoClock.getAsLong());
      outage.began(e.getMessage(), null);
    } catch (RuntimeException e) {
      failed(nanoClock.getAsLong());
      outage.began("kafka: what the brokers say could not be read", e);
    }
    return null;
  }

  private synchronized boolean isPause() {
    Long failedAt = failedAtNanos;
    return failedAt != null && nanoClock.getAsLong() - failedAt < PAUSE.toNanos();
  }

  private synchronized void failed(@Nullable Long atNanos) {
    failedAtNanos = atNanos;
  }
}
