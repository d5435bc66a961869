package io.tokenpace.setup.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokenpace.schemas.topics.Topic;
import io.tokenpace.setup.finding.Finding;
import io.tokenpace.setup.finding.Finding.Outcome;
import io.tokenpace.setup.finding.SetupException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopicSetupTest {
  private final FakeStore store = new FakeStore();
  private final ManualPace pace = new ManualPace();

  private TopicSetup setup(TopicLayout layout) {
    return new TopicSetup(store, layout, pace);
  }

  @Test
  void createsEveryTopicAndFindsItAsExpectedTheNextTime() {
    TopicSetup setup = setup(TopicLayout.ofOneMachine("t.", 2));

    assertThat(setup.apply()).extracting(Finding::outcome).containsOnly(Outcome.CREATED);
    assertThat(store.topics)
        .hasSize(Topic.values().length)
        .allSatisfy((name, topic) -> assertThat(topic.partitions()).isEqualTo(2));
    assertThat(setup.apply()).extracting(Finding::outcome).containsOnly(Outcome.AS_EXPECTED);
  }

  @Test
  void aCheckCreatesNothing() {
    TopicSetup setup = setup(new TopicLayout("t.", 1, Map.of()));

    assertThat(setup.check()).extracting(Finding::outcome).containsOnly(Outcome.MISSING);
    assertThat(store.topics).isEmpty();
  }

  @Test
  void aTopicThatDiffersIsLeftAsItIs() {
    FoundTopic other = new FoundTopic(1, Topic.ALERTS.settings());
    store.topics.put("t.alerts", other);
    TopicSetup setup = setup(new TopicLayout("t.", 1, Map.of()));

    List<Finding> findings = setup.apply();

    assertThat(findings)
        .filteredOn(finding -> !finding.good())
        .extracting(Finding::toLine)
        .containsExactly("topic t.alerts: differs: partitions: 1 (expected: 3)");
    assertThat(store.topics).containsEntry("t.alerts", other);
  }

  @Test
  void waitsUntilEveryCreatedTopicHasLeaders() {
    store.pollsWithoutLeader = 3;

    assertThat(setup(TopicLayout.ofOneMachine("", 1)).apply()).allMatch(Finding::good);
    assertThat(store.polls).isEqualTo(4);
  }

  @Test
  void doesNotWaitForLeadersForever() {
    store.pollsWithoutLeader = Integer.MAX_VALUE;
    TopicSetup setup = setup(TopicLayout.ofOneMachine("", 1));

    assertThatThrownBy(setup::apply)
        .isInstanceOf(SetupException.class)
        .hasMessageContaining("node-reports")
        .hasMessageContaining("expected: none after 30 s");
    assertThat(pace.nanos).isBetween(ofSeconds(30), ofSeconds(31));
  }

  @Test
  void refusesNumbersThatCannotBe() {
    assertThatThrownBy(() -> new TopicLayout("", 0, Map.of()))
        .hasMessage("replication: 0 (expected: 1 to 32767)");
    assertThatThrownBy(() -> new TopicLayout("", 1, Map.of(Topic.ALERTS, 0)))
        .hasMessage("partitions of alerts: 0 (expected: >= 1)");
  }

  private static long ofSeconds(long seconds) {
    return Duration.ofSeconds(seconds).toNanos();
  }

  /** A clock that only moves when somebody waits for it. */
  private static final class ManualPace implements Pace {
    private long nanos;

    @Override
    public long nanos() {
      return nanos;
    }

    @Override
    public void pause(long pauseNanos) {
      nanos += pauseNanos;
    }
  }

  /** A cluster whose new topics get their leaders after some polls. */
  private static final class FakeStore implements TopicStore {
    private final Map<String, FoundTopic> topics = new HashMap<>();
    private int pollsWithoutLeader;
    private int polls;

    @Override
    public Map<String, FoundTopic> find(Collection<String> names) {
      Map<String, FoundTopic> found = new HashMap<>(topics);
      found.keySet().retainAll(names);
      return found;
    }

    @Override
    public void create(Collection<WantedTopic> wanted) {
      for (WantedTopic topic : wanted) {
        topics.putIfAbsent(topic.name(), new FoundTopic(topic.partitions(), topic.settings()));
      }
    }

    @Override
    public List<String> withoutLeader(Collection<String> names) {
      polls++;
      return polls > pollsWithoutLeader ? List.of() : List.copyOf(names);
    }
  }
}
