package io.tokenpace.setup.topic;

import io.tokenpace.setup.finding.SetupException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** The topics of a Kafka cluster. As thread-safe as the admin client it is given. */
final class KafkaTopicStore implements TopicStore {
  private final Admin admin;

  KafkaTopicStore(Admin admin) {
    this.admin = admin;
  }

  @Override
  public Map<String, FoundTopic> find(Collection<String> names) {
    Map<String, TopicDescription> descriptions = describe(names);
    Map<String, Map<String, String>> settings = settings(descriptions.keySet());
    Map<String, FoundTopic> found = new HashMap<>();
    descriptions.forEach(
        (name, description) ->
            found.put(
                name,
                new FoundTopic(
                    description.partitions().size(), settings.getOrDefault(name, Map.of()))));
    return found;
  }

  @Override
  public void create(Collection<WantedTopic> topics) {
    List<NewTopic> newTopics =
        topics.stream()
            .map(
                topic ->
                    new NewTopic(topic.name(), topic.partitions(), topic.replication())
                        .configs(topic.settings()))
            .toList();
    admin
        .createTopics(newTopics)
        .values()
        .forEach((name, future) -> unless(TopicExistsException.class, future, "create " + name));
  }

  @Override
  public List<String> withoutLeader(Collection<String> names) {
    Map<String, TopicDescription> descriptions = describe(names);
    return names.stream()
        .filter(
            name -> {
              TopicDescription description = descriptions.get(name);
              return description == null
                  || !description.partitions().stream().allMatch(KafkaTopicStore::hasLeader)
                  || !leadersAnswer(description);
            })
        .toList();
  }

  private static boolean hasLeader(TopicPartitionInfo partition) {
    @Nullable Node leader = partition.leader();
    return leader != null && !leader.isEmpty();
  }

  /**
   * Whether the leaders know of it. A producer whose first batch is refused by one that does not
   * yet, while its second is taken, never gets on (KAFKA-14359).
   */
  private boolean leadersAnswer(TopicDescription topic) {
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    for (TopicPartitionInfo partition : topic.partitions()) {
      ends.put(new TopicPartition(topic.name(), partition.partition()), OffsetSpec.latest());
    }
    KafkaFuture<Map<TopicPartition, ListOffsetsResultInfo>> answers = admin.listOffsets(ends).all();
    return unless(RetriableException.class, answers, "read the ends of " + topic.name())
        .isPresent();
  }

  private Map<String, TopicDescription> describe(Collection<String> names) {
    Map<String, TopicDescription> descriptions = new HashMap<>();
    admin
        .describeTopics(names)
        .topicNameValues()
        .forEach(
            (name, future) ->
                unless(UnknownTopicOrPartitionException.class, future, "describe " + name)
                    .ifPresent(description -> descriptions.put(name, description)));
    return descriptions;
  }

  private Map<String, Map<String, String>> settings(Collection<String> names) {
    List<ConfigResource> resources = new ArrayList<>();
    for (String name : names) {
      resources.add(new ConfigResource(ConfigResource.Type.TOPIC, name));
    }
    Map<String, Map<String, String>> settings = new HashMap<>();
    admin
        .describeConfigs(resources)
        .values()
        .forEach(
            (resource, future) ->
                unless(
                        UnknownTopicOrPartitionException.class,
                        future,
                        "describe the settings of " + resource.name())
                    .ifPresent(config -> settings.put(resource.name(), values(config))));
    return settings;
  }

  private static Map<String, String> values(Config config) {
    return config.entries().stream()
        .filter(entry -> entry.value() != null)
        .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value));
  }

  /** Waits for an answer; empty if it is the one refusal that is an answer too. */
  private static <T> Optional<T> unless(
      Class<? extends Exception> refusal, KafkaFuture<T> future, String action) {
    try {
      return Optional.ofNullable(future.get());
    } catch (ExecutionException e) {
      @Nullable Throwable cause = e.getCause();
      if (refusal.isInstance(cause)) {
        return Optional.empty();
      }
      throw new SetupException(
          "Kafka: could not %s: %s"
              .formatted(action, cause == null ? e.getMessage() : cause.getMessage()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SetupException("Kafka: interrupted before it could " + action, e);
    }
  }
}
