package io.tokenpace.jobs.testing;

import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema.KafkaSinkContext;

/** What a sink would know of its topic, for serializers that must not ask. */
public final class NoContext implements KafkaSinkContext {
  @Override
  public int getParallelInstanceId() {
    throw new AssertionError("no partition may depend on the subtask that writes");
  }

  @Override
  public int getNumberOfParallelInstances() {
    throw new AssertionError("no partition may depend on the parallelism");
  }

  @Override
  public int[] getPartitionsForTopic(String topic) {
    throw new AssertionError("partitions are the key's");
  }
}
