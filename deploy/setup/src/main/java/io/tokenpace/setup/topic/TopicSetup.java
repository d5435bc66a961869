package io.tokenpace.setup.topic;

import io.tokenpace.setup.finding.Finding;
import io.tokenpace.setup.finding.Finding.Outcome;
import io.tokenpace.setup.finding.SetupException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;

/**
 * Creates the topics that are not there and compares those that are. Nothing that exists is ever
 * changed: added partitions would move nodes, and a shorter retention would delete data.
 *
 * <p>Thread-safe if the admin client is; two set-ups at once agree, as creating an existing topic
 * leaves it as it is.
 */
public final class TopicSetup {
  /** How long created topics may take to get a leader for every partition. */
  public static final Duration LEADERS_WITHIN = Duration.ofSeconds(30);

  private static final long POLL_NANOS = Duration.ofMillis(50).toNanos();

  private final TopicStore store;
  private final TopicLayout layout;
  private final Pace pace;

  /**
   * A set-up of one cluster.
   *
   * @param admin a client of it, which stays the caller's to close
   */
  public TopicSetup(Admin admin, TopicLayout layout) {
    this(new KafkaTopicStore(admin), layout, Pace.SYSTEM);
  }

  TopicSetup(TopicStore store, TopicLayout layout, Pace pace) {
    this.store = store;
    this.layout = layout;
    this.pace = pace;
  }

  /**
   * Compares, and changes nothing.
   *
   * @return one finding per topic: AS_EXPECTED, MISSING or DIFFERS
   * @throws SetupException if the cluster does not answer or refuses
   */
  public List<Finding> check() {
    return plan().findings();
  }

  /**
   * Creates what is missing, waits until it can be written, and compares the rest.
   *
   * @return one finding per topic: CREATED, AS_EXPECTED or DIFFERS
   * @throws SetupException if the cluster does not answer or refuses, or created topics have no
   *     leaders after {@link #LEADERS_WITHIN}
   */
  public List<Finding> apply() {
    TopicPlan plan = plan();
    if (!plan.missing().isEmpty()) {
      store.create(plan.missing());
      awaitLeaders(plan.missing().stream().map(WantedTopic::name).toList());
    }
    List<Finding> findings = new ArrayList<>();
    for (Finding finding : plan.findings()) {
      findings.add(
          finding.outcome() == Outcome.MISSING ? Finding.created(finding.object()) : finding);
    }
    return findings;
  }

  private TopicPlan plan() {
    List<WantedTopic> wanted = layout.wanted();
    return TopicPlan.of(wanted, store.find(wanted.stream().map(WantedTopic::name).toList()));
  }

  private void awaitLeaders(List<String> names) {
    long startNanos = pace.nanos();
    List<String> waiting = store.withoutLeader(names);
    while (!waiting.isEmpty()) {
      if (Thread.currentThread().isInterrupted()) {
        throw new SetupException("topics without leaders: %s: interrupted".formatted(waiting));
      }
      if (pace.nanos() - startNanos >= LEADERS_WITHIN.toNanos()) {
        throw new SetupException(
            "topics without leaders: %s (expected: none after %d s)"
                .formatted(waiting, LEADERS_WITHIN.toSeconds()));
      }
      pace.pause(POLL_NANOS);
      waiting = store.withoutLeader(waiting);
    }
  }
}
