package io.tokenpace.setup.topic;

import io.tokenpace.schemas.topics.Topic;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How a deployment lays out the topics: what the topics' own data leaves open.
 *
 * @param prefix what every topic's name begins with; may be empty
 * @param replication number of replicas of every new topic, at least 1
 * @param partitions numbers of partitions that differ from {@link Topic#partitions()}, at least 1
 */
public record TopicLayout(String prefix, int replication, Map<Topic, Integer> partitions) {

  /** Copies, and checks the numbers. */
  public TopicLayout {
    partitions = Map.copyOf(partitions);
    if (!(replication >= 1 && replication <= Short.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "replication: %d (expected: 1 to %d)".formatted(replication, Short.MAX_VALUE));
    }
    partitions.forEach(
        (topic, number) -> {
          if (!(number >= 1)) {
            throw new IllegalArgumentException(
                "partitions of %s: %d (expected: >= 1)".formatted(topic.name(""), number));
          }
        });
  }

  /** The layout of one machine: one replica, and the same number of partitions for every topic. */
  public static TopicLayout ofOneMachine(String prefix, int partitions) {
    Map<Topic, Integer> numbers = new EnumMap<>(Topic.class);
    for (Topic topic : Topic.values()) {
      numbers.put(topic, partitions);
    }
    return new TopicLayout(prefix, 1, numbers);
  }

  /** The topics as they should be, in the order they are declared. */
  List<WantedTopic> wanted() {
    return Stream.of(Topic.values())
        .map(
            topic ->
                new WantedTopic(
                    topic.name(prefix),
                    partitions.getOrDefault(topic, topic.partitions()),
                    (short) replication,
                    topic.settings()))
        .toList();
  }
}
