package io.tokenpace.standalone.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.schemas.topics.Topic;
import io.tokenpace.setup.finding.Finding;
import io.tokenpace.setup.finding.Finding.Outcome;
import io.tokenpace.setup.topic.TopicLayout;
import io.tokenpace.setup.topic.TopicSetup;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The set-up of topics, on a real broker: the set-up's own module runs none. */
@Timeout(120)
class TopicSetupIT {
  @TempDir Path directory;

  @Test
  void saysWhatWasChangedAndLeavesIt() throws Exception {
    try (EmbeddedKafka broker = EmbeddedKafka.start(directory);
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      TopicSetup setup = new TopicSetup(admin, TopicLayout.ofOneMachine("t.", 2));
      assertThat(setup.check()).extracting(Finding::outcome).containsOnly(Outcome.MISSING);
      assertThat(setup.apply()).extracting(Finding::outcome).containsOnly(Outcome.CREATED);
      assertThat(setup.check()).extracting(Finding::outcome).containsOnly(Outcome.AS_EXPECTED);

      set(admin, Topic.NODE_REPORTS.name("t."), "message.timestamp.type", "CreateTime");
      set(admin, Topic.FLEET_METRICS.name("t."), "cleanup.policy", "delete");
      admin
          .createPartitions(Map.of(Topic.ALERTS.name("t."), NewPartitions.increaseTo(3)))
          .all()
          .get(30, TimeUnit.SECONDS);
      admin.deleteTopics(List.of(Topic.LATE_REPORTS.name("t."))).all().get(30, TimeUnit.SECONDS);

      // A broker shows a change a moment after the controller has made it.
      List<String> lines = badLines(setup.check());
      while (lines.size() < 4) {
        lines = badLines(setup.check());
      }
      assertThat(lines)
          .containsExactly(
              "topic t.node-reports: differs: message.timestamp.type: CreateTime (expected:"
                  + " LogAppendTime)",
              "topic t.fleet-metrics: differs: cleanup.policy: delete (expected: compact,delete)",
              "topic t.alerts: differs: partitions: 3 (expected: 2)",
              "topic t.late-reports: missing");
      assertThat(badLines(setup.apply())).hasSize(3);
      assertThat(badLines(setup.check())).hasSize(3);
    }
  }

  private static void set(Admin admin, String topic, String setting, String value)
      throws Exception {
    admin
        .incrementalAlterConfigs(
            Map.of(
                new ConfigResource(ConfigResource.Type.TOPIC, topic),
                List.of(new AlterConfigOp(new ConfigEntry(setting, value), OpType.SET))))
        .all()
        .get(30, TimeUnit.SECONDS);
  }

  private static List<String> badLines(List<Finding> findings) {
    return findings.stream().filter(finding -> !finding.good()).map(Finding::toLine).toList();
  }
}
