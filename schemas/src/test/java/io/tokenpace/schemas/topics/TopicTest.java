package io.tokenpace.schemas.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TopicTest {
  @Test
  void theTopicsAreAsDecided() {
    assertThat(Stream.of(Topic.values()).map(TopicTest::describe))
        .containsExactly(
            "tokenpace.node-reports 48 delete 172800000",
            "tokenpace.token-events 48 delete 86400000",
            "tokenpace.fleet-metrics 12 compact,delete 604800000",
            "tokenpace.alerts 3 delete 604800000",
            "tokenpace.late-reports 3 delete 604800000",
            "tokenpace.dead-letters 3 delete 604800000");
  }

  @Test
  void everyTopicIsStampedByTheBroker() {
    for (Topic topic : List.of(Topic.values())) {
      assertThat(topic.settings()).containsEntry("message.timestamp.type", "LogAppendTime");
      assertThat(topic.settings()).doesNotContainKey("compression.type");
    }
  }

  @Test
  void aDeploymentMayUseAnotherPrefix() {
    assertThat(Topic.NODE_REPORTS.name("eu.tokenpace.")).isEqualTo("eu.tokenpace.node-reports");
  }

  @Test
  void everyNameIsOneKafkaTakes() {
    for (Topic topic : List.of(Topic.values())) {
      assertThat(topic.name(Topic.DEFAULT_PREFIX)).matches("[a-zA-Z0-9.-]{1,249}");
    }
  }

  private static String describe(Topic topic) {
    return "%s %d %s %s"
        .formatted(
            topic.name(Topic.DEFAULT_PREFIX),
            topic.partitions(),
            topic.settings().get("cleanup.policy"),
            topic.settings().get("retention.ms"));
  }
}
