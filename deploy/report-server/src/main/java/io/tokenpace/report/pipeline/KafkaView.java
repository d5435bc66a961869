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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/**
 * What lies in the topics, as the brokers say it. Thread-safe; every question has an end, and a
 * broker that is away fails one answer and nothing else.
 */
public final class KafkaView implements AutoCloseable {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(3);

  private final Admin admin;
  private final DeadLetters deadLetters;
  private final String prefix;

  /**
   * A view over brokers, which need not answer yet.
   *
   * @param prefix what every topic's name begins with
   */
  public KafkaView(String bootstrap, String prefix) {
    int millis = Math.toIntExact(ANSWER_WITHIN.toMillis());
    admin =
        Admin.create(
            Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis));
    this.deadLetters = new DeadLetters(bootstrap, ANSWER_WITHIN);
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
   * @throws BrokersAwayException if the brokers do not say
   */
  ObjectNode read() {
    try {
      List<TopicPartition> partitions = partitions();
      Ends ends =
          new Ends(
              offsets(partitions, OffsetSpec.earliest()), offsets(partitions, OffsetSpec.latest()));
      ObjectNode kafka = JsonNodeFactory.instance.objectNode();
      ArrayNode topics = kafka.putArray("topics");
      partitions.stream()
          .map(TopicPartition::topic)
          .distinct()
          .sorted()
          .forEach(
              topic -> topics.addObject().put("topic", topic).put("records", ends.records(topic)));
      kafka.set("groups", groups(ends));
      String dead = Topic.DEAD_LETTERS.name(prefix);
      ObjectNode letters = kafka.putObject("dead_letters").put("count", ends.records(dead));
      letters.set(
          "newest", deadLetters.newest(ofTopic(ends.begins(), dead), ofTopic(ends.ends(), dead)));
      kafka.put("late_reports", ends.records(Topic.LATE_REPORTS.name(prefix)));
      return kafka;
    } catch (ExecutionException | TimeoutException e) {
      throw new BrokersAwayException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BrokersAwayException(e);
    }
  }

  private static <T> T get(KafkaFuture<T> future)
      throws ExecutionException, InterruptedException, TimeoutException {
    return future.get(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
  }

  private List<TopicPartition> partitions()
      throws ExecutionException, InterruptedException, TimeoutException {
    List<String> names =
        get(admin.listTopics().names()).stream().filter(name -> name.startsWith(prefix)).toList();
    List<TopicPartition> partitions = new ArrayList<>();
    for (TopicDescription topic : get(admin.describeTopics(names).allTopicNames()).values()) {
      topic
          .partitions()
          .forEach(info -> partitions.add(new TopicPartition(topic.name(), info.partition())));
    }
    return partitions;
  }

  private Map<TopicPartition, Long> offsets(Collection<TopicPartition> partitions, OffsetSpec spec)
      throws ExecutionException, InterruptedException, TimeoutException {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    partitions.forEach(partition -> asked.put(partition, spec));
    Map<TopicPartition, Long> offsets = new HashMap<>();
    for (Map.Entry<TopicPartition, ListOffsetsResultInfo> found :
        get(admin.listOffsets(asked).all()).entrySet()) {
      offsets.put(found.getKey(), found.getValue().offset());
    }
    return offsets;
  }

  /** Who reads our topics, and how far behind their ends each is. */
  private ArrayNode groups(Ends ends)
      throws ExecutionException, InterruptedException, TimeoutException {
    ArrayNode groups = JsonNodeFactory.instance.arrayNode();
    List<String> names =
        get(admin.listGroups().valid()).stream().map(GroupListing::groupId).sorted().toList();
    for (String group : names) {
      Map<String, Long> lag = new TreeMap<>();
      Map<TopicPartition, OffsetAndMetadata> committed =
          get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
      committed.forEach(
          (partition, offset) -> {
            Long end = ends.ends().get(partition);
            if (end != null && offset != null) {
              lag.merge(partition.topic(), Math.max(0, end - offset.offset()), Long::sum);
            }
          });
      lag.forEach(
          (topic, records) ->
              groups
                  .addObject()
                  .put("group", group)
                  .put("topic", topic)
                  .put("lag_records", records));
    }
    return groups;
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
    admin.close(ANSWER_WITHIN);
  }
}
