package io.tokenpace.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class OffsetRangeTest {
  private static final TopicPartition FIRST = new TopicPartition("reports", 0);
  private static final TopicPartition SECOND = new TopicPartition("reports", 1);

  @Test
  void mayBeEmpty() {
    assertThat(new OffsetRange(Map.of(FIRST, 7L), Map.of(FIRST, 7L)).to()).containsEntry(FIRST, 7L);
  }

  @Test
  void refusesAnEndBeforeTheStart() {
    assertThatThrownBy(() -> new OffsetRange(Map.of(FIRST, 7L), Map.of(FIRST, 6L)))
        .hasMessage("offsets of reports-0: 7 to 6 (expected: an end at or after the start)");
  }

  @Test
  void refusesAPartitionThatHasOnlyAStartOrOnlyAnEnd() {
    assertThatThrownBy(() -> new OffsetRange(Map.of(FIRST, 7L), Map.of(SECOND, 7L)))
        .hasMessage("offsets of reports-0: 7 to null (expected: an end at or after the start)");
    assertThatThrownBy(() -> new OffsetRange(Map.of(FIRST, 7L), Map.of(FIRST, 8L, SECOND, 7L)))
        .hasMessageEndingWith("(expected: the same partitions)");
  }
}
