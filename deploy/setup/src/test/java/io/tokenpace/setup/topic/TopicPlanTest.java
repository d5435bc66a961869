package io.tokenpace.setup.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.setup.finding.Finding;
import io.tokenpace.setup.finding.Finding.Outcome;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopicPlanTest {
  private static final Map<String, String> SETTINGS =
      Map.of(
          "cleanup.policy", "compact,delete",
          "message.timestamp.type", "LogAppendTime",
          "retention.ms", "604800000");
  private static final WantedTopic ROWS = new WantedTopic("t.rows", 12, (short) 3, SETTINGS);

  @Test
  void aTopicThatIsNotThereIsMissing() {
    TopicPlan plan = TopicPlan.of(List.of(ROWS), Map.of());

    assertThat(plan.missing()).containsExactly(ROWS);
    assertThat(plan.findings()).containsExactly(Finding.missing("topic t.rows"));
  }

  @Test
  void settingsNobodyAskedForAreNotCompared() {
    FoundTopic found =
        new FoundTopic(
            12,
            Map.of(
                "cleanup.policy", "compact,delete",
                "message.timestamp.type", "LogAppendTime",
                "retention.ms", "604800000",
                "segment.bytes", "1"));

    TopicPlan plan = TopicPlan.of(List.of(ROWS), Map.of("t.rows", found));

    assertThat(plan.missing()).isEmpty();
    assertThat(plan.findings()).extracting(Finding::outcome).containsExactly(Outcome.AS_EXPECTED);
  }

  @Test
  void theOrderOfCleanUpPoliciesMeansNothing() {
    FoundTopic found =
        new FoundTopic(
            12,
            Map.of(
                "cleanup.policy", "delete, compact",
                "message.timestamp.type", "LogAppendTime",
                "retention.ms", "604800000"));

    TopicPlan plan = TopicPlan.of(List.of(ROWS), Map.of("t.rows", found));

    assertThat(plan.findings()).extracting(Finding::good).containsExactly(true);
  }

  @Test
  void everyDifferenceIsNamedWithWhatWasFoundAndExpected() {
    FoundTopic found =
        new FoundTopic(
            6, Map.of("cleanup.policy", "delete", "message.timestamp.type", "CreateTime"));

    TopicPlan plan = TopicPlan.of(List.of(ROWS), Map.of("t.rows", found));

    assertThat(plan.findings())
        .extracting(Finding::toLine)
        .containsExactly(
            "topic t.rows: differs: partitions: 6 (expected: 12), cleanup.policy: delete"
                + " (expected: compact,delete), message.timestamp.type: CreateTime (expected:"
                + " LogAppendTime), retention.ms: unset (expected: 604800000)");
  }
}
