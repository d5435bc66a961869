package io.tokenpace.setup;

import io.tokenpace.schemas.topics.Topic;
import io.tokenpace.setup.topic.TopicLayout;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** The options that say which cluster, and how it lays out the topics. Filled by picocli. */
final class KafkaOptions {
  @Option(
      names = "--bootstrap",
      required = true,
      paramLabel = "HOST:PORT[,…]",
      description = "Brokers to ask first.")
  private String bootstrap = "";

  @Option(
      names = "--prefix",
      defaultValue = Topic.DEFAULT_PREFIX,
      description = "What every topic's name begins with (default: ${DEFAULT-VALUE}).")
  private String prefix = "";

  @Option(
      names = "--replication",
      defaultValue = "1",
      description = "Replicas of every new topic (default: ${DEFAULT-VALUE}).")
  private int replication;

  @Option(
      names = "--partitions",
      paramLabel = "[TOPIC=]N",
      description =
          "Partitions of every topic, or of one (node-reports=96); later ones win. Default: each"
              + " topic's own number.")
  private List<String> partitions = List.of();

  String bootstrap() {
    return bootstrap;
  }

  /**
   * The layout asked for.
   *
   * @throws IllegalArgumentException if an option cannot be, fit for a person to read
   */
  TopicLayout layout() {
    Map<Topic, Integer> numbers = new EnumMap<>(Topic.class);
    for (String option : partitions) {
      int equals = option.indexOf('=');
      int number = number(option, option.substring(equals + 1));
      if (equals < 0) {
        for (Topic topic : Topic.values()) {
          numbers.put(topic, number);
        }
      } else {
        numbers.put(topic(option.substring(0, equals)), number);
      }
    }
    return new TopicLayout(prefix, replication, numbers);
  }

  private static int number(String option, String digits) {
    try {
      return Integer.parseInt(digits);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "--partitions: %s (expected: a number, or a topic and a number: node-reports=96)"
              .formatted(option),
          e);
    }
  }

  private static Topic topic(String name) {
    return Stream.of(Topic.values())
        .filter(topic -> topic.name("").equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--partitions: %s (expected: one of %s)"
                        .formatted(
                            name,
                            Stream.of(Topic.values())
                                .map(topic -> topic.name(""))
                                .collect(Collectors.joining(", ")))));
  }
}
