package io.tokenpace.report.pipeline;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tokenpace.schemas.topics.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What lies in the topics, as the brokers say it. Asks and changes nothing; all questions of an
 * answer together have an end. Thread-safe.
 */
public final class KafkaView implements AutoCloseable {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(4);
  private static final Duration CALL_WITHIN = Duration.ofSeconds(3);

  private final Admin admin;
  private final DeadLetters deadLetters;
  private final String prefix;

  /**
   * A view over brokers, which need not answer yet.
   *
   * @param prefix what every topic's name begins with
   */
  public KafkaView(String bootstrap, String prefix) {
    int millis = Math.toIntExact(CALL_WITHIN.toMillis());
    admin =
        Admin.create(
            Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis));
    this.deadLetters = new DeadLetters(bootstrap, CALL_WITHIN);
    this.prefix = prefix;
  }

  /** Offsets of a topic's partitions: where each begins and ends. */
  private record Ends(Map<TopicPartition, Long> begins, Map<TopicPartition, Long> ends) {
    long records(String topic) {
      return ends.entrySet().stream()
          .filter(end -> end.getKey().topic().equals(topic))
          .mapToLong(end -> end.getValue() - begins.getOrDefault(end.getKey(), end.getValue()))
          .sum();
    }
  }

  /**
   * What there is now.
   *
   * @throws BrokersAwayException if the brokers do not say in time
   */
  ObjectNode read() {
    Deadline deadline = Deadline.in(ANSWER_WITHIN);
    try {
      List<TopicPartition> partitions = partitions(deadline);
      Ends ends =
          new Ends(
              offsets(partitions, OffsetSpec.earliest(), deadline),
              offsets(partitions, OffsetSpec.latest(), deadline));
      ObjectNode kafka = JsonNodeFactory.instance.objectNode();
      ArrayNode topics = kafka.putArray("topics");
      partitions.stream()
          .map(TopicPartition::topic)
          .distinct()
          .sorted()
          .forEach(
              topic -> topics.addObject().put("topic", topic).put("records", ends.records(topic)));
      kafka.set("groups", groups(ends, deadline));
      String dead = Topic.DEAD_LETTERS.name(prefix);
      ObjectNode letters = kafka.putObject("dead_letters").put("count", ends.records(dead));
      letters.set(
          "newest",
          deadLetters.newest(ofTopic(ends.begins(), dead), ofTopic(ends.ends(), dead), deadline));
      kafka.put("late_reports", ends.records(Topic.LATE_REPORTS.name(prefix)));
      return kafka;
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      throw new BrokersAwayException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BrokersAwayException(e);
    }
  }

  private List<TopicPartition> partitions(Deadline deadline)
      throws ExecutionException, InterruptedException, TimeoutException {
    List<String> names =
        deadline.await(admin.listTopics().names()).stream()
            .filter(name -> name.startsWith(prefix))
            .toList();
    List<TopicPartition> partitions = new ArrayList<>();
    for (TopicDescription topic :
        deadline.await(admin.describeTopics(names).allTopicNames()).values()) {
      topic
          .partitions()
          .forEach(info -> partitions.add(new TopicPartition(topic.name(), info.partition())));
    }
    return partitions;
  }

  private Map<TopicPartition, Long> offsets(
      Collection<TopicPartition> partitions, OffsetSpec spec, Deadline deadline)
      throws ExecutionException, InterruptedException, TimeoutException {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    partitions.forEach(partition -> asked.put(partition, spec));
    Map<TopicPartition, Long> offsets = new HashMap<>();
    for (Map.Entry<TopicPartition, ListOffsetsResultInfo> found :
        deadline.await(admin.listOffsets(asked).all()).entrySet()) {
      offsets.put(found.getKey(), found.getValue().offset());
    }
    return offsets;
  }

  /** Who reads our topics, and how far behind their ends each is. */
  private ArrayNode groups(Ends ends, Deadline deadline)
      throws ExecutionException, InterruptedException, TimeoutException {
    List<String> names =
        deadline.await(admin.listGroups(ListGroupsOptions.forConsumerGroups()).valid()).stream()
            .map(GroupListing::groupId)
            .sorted()
            .toList();
    Map<String, ListConsumerGroupOffsetsSpec> asked = new HashMap<>();
    names.forEach(name -> asked.put(name, new ListConsumerGroupOffsetsSpec()));
    ListConsumerGroupOffsetsResult committed = admin.listConsumerGroupOffsets(asked);
    ArrayNode groups = JsonNodeFactory.instance.arrayNode();
    for (String group : names) {
      lag(deadline.await(committed.partitionsToOffsetAndMetadata(group)), ends)
          .forEach(
              (topic, records) ->
                  groups
                      .addObject()
                      .put("group", group)
                      .put("topic", topic)
                      .put("lag_records", records));
    }
    return groups;
  }

  /** Records between what a group committed and the ends, by topic; of our topics only. */
  private static Map<String, Long> lag(
      Map<TopicPartition, @Nullable OffsetAndMetadata> committed, Ends ends) {
    Map<String, Long> lag = new TreeMap<>();
    committed.forEach(
        (partition, offset) -> {
          Long end = ends.ends().get(partition);
          if (end != null && offset != null) {
            lag.merge(partition.topic(), Math.max(0, end - offset.offset()), Long::sum);
          }
        });
    return lag;
  }

  private static Map<TopicPartition, Long> ofTopic(Map<TopicPartition, Long> all, String topic) {
    Map<TopicPartition, Long> ofTopic = new HashMap<>();
    all.forEach(
        (partition, offset) -> {
          if (partition.topic().equals(topic)) {
            ofTopic.put(partition, offset);
          }
        });
    return ofTopic;
  }

  @Override
  public void close() {
    admin.close(CALL_WITHIN);
  }
}
