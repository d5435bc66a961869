package io.tokenpace.standalone;

import io.tokenpace.schemas.topics.Topic;
import io.tokenpace.setup.finding.Finding;
import io.tokenpace.setup.table.Retention;
import io.tokenpace.setup.table.TableSetup;
import io.tokenpace.setup.topic.TopicLayout;
import io.tokenpace.setup.topic.TopicSetup;
import io.tokenpace.standalone.console.Console;
import io.tokenpace.standalone.parts.Parts;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** What has to be there before anything is published or computed: topics and tables. */
final class Ground {
  // Enough for the jobs to spread over, few enough to create in a moment.
  private static final int PARTITIONS = 4;
  private static final int DAYS_AHEAD = 8;

  private Ground() {}

  /** Creates the topics that are not there. */
  static void createTopics(Parts parts, Console console) throws InterruptedException {
    String servers = parts.broker().bootstrapServers();
    Console.Stopwatch stopwatch = console.start("topics");
    try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, servers))) {
      List<Finding> topics =
          new TopicSetup(admin, TopicLayout.ofOneMachine(Topic.DEFAULT_PREFIX, PARTITIONS)).apply();
      requireGood(topics);
      stopwatch.end("ready", topics.size() + " topics");
    }
  }

  /** Brings the tables to what this version needs, with days for live rows. */
  static void createTables(Parts parts, Console console, Clock clock) throws InterruptedException {
    TableSetup tables = new TableSetup(parts.database().dataSource());
    Console.Stopwatch stopwatch = console.start("tables");
    requireGood(tables.migrate());
    new Retention(parts.database().dataSource(), clock).createDays(DAYS_AHEAD);
    stopwatch.end("ready", "");
  }

  private static void requireGood(List<Finding> findings) {
    for (Finding finding : findings) {
      if (!finding.good()) {
        throw new IllegalStateException(finding.toLine());
      }
    }
  }
}
