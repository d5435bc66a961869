package io.tokenpace.jobs.kafka;

import java.util.Map;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.common.TopicPartition;

/**
 * The records of a topic that were appended between two moments. Immutable.
 *
 * @param from offset of each partition's first record, or where that would be
 * @param to offset after each partition's last record, of the same partitions
 */
public record OffsetRange(Map<TopicPartition, Long> from, Map<TopicPartition, Long> to) {
  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException naming the partition that has no range
   */
  public OffsetRange {
    from = Map.copyOf(from);
    to = Map.copyOf(to);
    for (TopicPartition partition : from.keySet()) {
      if (!(to.getOrDefault(partition, -1L) >= from.getOrDefault(partition, 0L))) {
        throw new IllegalArgumentException(
            "offsets of %s: %s to %s (expected: an end at or after the start)"
                .formatted(partition, from.get(partition), to.get(partition)));
      }
    }
    if (from.size() != to.size()) {
      throw new IllegalArgumentException(
          "offsets: %s to %s (expected: the same partitions)".formatted(from, to));
    }
  }

  /** Where a source begins. */
  public OffsetsInitializer start() {
    return OffsetsInitializer.offsets(from);
  }

  /** Where a bounded source ends. */
  public OffsetsInitializer end() {
    return OffsetsInitializer.offsets(to);
  }
}
