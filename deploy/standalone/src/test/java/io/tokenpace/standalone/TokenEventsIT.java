package io.tokenpace.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.schemas.codec.WireCodec;
import io.tokenpace.schemas.topics.Topic;
import io.tokenpace.schemas.wire.NodeReport;
import io.tokenpace.schemas.wire.RequestEnd;
import io.tokenpace.schemas.wire.TokenEvent;
import io.tokenpace.schemas.wire.TokenRun;
import io.tokenpace.setup.topic.TopicLayout;
import io.tokenpace.setup.topic.TopicSetup;
import io.tokenpace.standalone.broker.EmbeddedKafka;
import io.tokenpace.traceimport.publish.Publication;
import io.tokenpace.traceimport.publish.Published;
import io.tokenpace.traceimport.publish.TracePublisher;
import io.tokenpace.traceimport.trace.ImportedTrace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The token events of a replay, through a real broker, say what its node reports say. The reports
 * are read with the generated classes, so that nothing is shared with what wrote the events.
 */
@Timeout(120)
class TokenEventsIT {
  private static final String PREFIX = "tokens.";
  private static final List<ImportedTrace> TRACES = Traces.threeNodes();

  @TempDir static Path directory;

  private static EmbeddedKafka broker;
  private static Published published;
  private static List<NodeReport> reports;
  private static List<TokenEvent> events;

  @BeforeAll
  static void publish() throws Exception {
    broker = EmbeddedKafka.start(directory.resolve("broker"));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      new TopicSetup(admin, TopicLayout.ofOneMachine(PREFIX, 4)).apply();
    }
    try (TracePublisher publisher =
        TracePublisher.connect(broker.bootstrapServers(), PREFIX, Publication.REPORTS_AND_TOKENS)) {
      published = publisher.publish(TRACES);
    }
    reports =
        read(Topic.NODE_REPORTS).stream()
            .map(record -> WireCodec.nodeReports().decode(record.value()).orThrow())
            .toList();
    events =
        read(Topic.TOKEN_EVENTS).stream()
            .map(
                record -> {
                  TokenEvent event = WireCodec.tokenEvents().decode(record.value()).orThrow();
                  assertThat(record.key()).isEqualTo(event.getNode());
                  return event;
                })
            .toList();
  }

  @AfterAll
  static void close() {
    broker.close();
  }

  @Test
  void everyChunkAndTokenOfTheReportsHasItsEvent() {
    long chunks = TRACES.stream().mapToLong(ImportedTrace::outputChunks).sum();
    assertThat(published.tokenEvents()).isEqualTo(chunks);
    assertThat(published.reports()).isEqualTo(reports.size());
    assertThat(events).hasSize((int) chunks);
    long counted =
        reports.stream()
            .flatMap(report -> report.getEnded().stream())
            .mapToLong(RequestEnd::getCountedOutputTokens)
            .sum();
    assertThat(events.stream().mapToLong(TokenEvent::getTokens).sum()).isEqualTo(counted);
  }

  @Test
  void timesToFirstTokenAreThoseTheReportsEndWith() {
    Map<String, Long> expected = new TreeMap<>();
    for (NodeReport report : reports) {
      for (RequestEnd end : report.getEnded()) {
        if (end.getFirstOutputSinceMicros() != null) {
          expected.put(report.getNode() + " " + end.getRequest(), end.getFirstOutputSinceMicros());
        }
      }
    }
    Map<String, Long> actual = new TreeMap<>();
    for (TokenEvent event : events) {
      if (event.getFirstOfRequest()) {
        actual.put(event.getNode() + " " + event.getRequest(), event.getSinceMicros());
      }
    }
    assertThat(actual).isEqualTo(expected).hasSizeGreaterThan(100);
  }

  @Test
  void gapsAreThoseOfTheReports() {
    Map<String, List<Long>> expected = new TreeMap<>();
    for (NodeReport report : reports) {
      for (TokenRun run : report.getRuns()) {
        List<Long> gaps =
            expected.computeIfAbsent(
                choice(report.getNode(), run.getRequest(), run.getChoice()),
                choice -> new ArrayList<>());
        gaps.add(run.getSinceMicros());
        gaps.addAll(run.getGapMicros());
      }
    }
    Map<String, List<Long>> actual = new TreeMap<>();
    for (TokenEvent event : events) {
      List<Long> gaps =
          actual.computeIfAbsent(
              choice(event.getNode(), event.getRequest(), event.getChoice()),
              choice -> new ArrayList<>());
      // Key = node, so a choice's events come in their order.
      assertThat(event.getIndex()).isEqualTo(gaps.size());
      gaps.add(event.getSinceMicros());
    }
    assertThat(actual).isEqualTo(expected);
  }

  private static String choice(String node, long request, int choice) {
    return "%s %d %d".formatted(node, request, choice);
  }

  private static List<ConsumerRecord<String, byte[]>> read(Topic topic) {
    List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic.name(PREFIX)).stream()
              .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
    }
    return records;
  }
}
