package io.tokenpace.agent.publish;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Kafka's own producer for tests, which fails records as a script says. */
final class ScriptedProducer extends MockProducer<String, byte[]> {
  /** What becomes of the records to come, and what arrived; shared by a sender's producers. */
  static final class Script {
    final Deque<Step> steps = new ArrayDeque<>();
    final List<ProducerRecord<String, byte[]>> arrived = new ArrayList<>();
    int made;
    int closed;
  }

  /** One answer. */
  record Step(@Nullable RuntimeException failure, boolean thrown, boolean arrivesAllTheSame) {
    static final Step TAKEN = new Step(null, false, false);

    static Step failed(RuntimeException failure) {
      return new Step(failure, false, false);
    }

    static Step thrown(RuntimeException failure) {
      return new Step(failure, true, false);
    }

    /** Kafka has it, but the answer is lost. */
    static Step unanswered(RuntimeException failure) {
      return new Step(failure, false, true);
    }
  }

  private final Script script;

  ScriptedProducer(Script script) {
    super(true, null, new StringSerializer(), new ByteArraySerializer());
    this.script = script;
    script.made++;
  }

  @Override
  public synchronized Future<RecordMetadata> send(ProducerRecord<String, byte[]> record) {
    if (closed()) {
      throw new IllegalStateException("closed");
    }
    Step step = script.steps.isEmpty() ? Step.TAKEN : script.steps.removeFirst();
    RuntimeException failure = step.failure();
    if (failure != null && step.thrown()) {
      throw failure;
    }
    if (failure == null || step.arrivesAllTheSame()) {
      script.arrived.add(record);
    }
    return failure == null ? super.send(record) : CompletableFuture.failedFuture(failure);
  }

  @Override
  public void close(Duration timeout) {
    script.closed++;
    super.close(timeout);
  }
}
