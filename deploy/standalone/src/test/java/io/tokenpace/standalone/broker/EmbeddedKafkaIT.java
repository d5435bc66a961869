package io.tokenpace.standalone.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.standalone.Leftovers;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class EmbeddedKafkaIT {
  private static final TopicPartition PARTITION = new TopicPartition("letters", 0);

  @TempDir Path directory;

  @Test
  void keepsWhatWasWrittenOverARestartAndLeavesNothingRunning() throws Exception {
    Leftovers leftovers = new Leftovers();
    try (EmbeddedKafka broker = EmbeddedKafka.start(directory)) {
      createTopic(broker);
      send(broker, "a");
      assertThat(readAll(broker, 1)).containsExactly("a");
    }
    try (EmbeddedKafka broker = EmbeddedKafka.start(directory)) {
      send(broker, "b");
      assertThat(readAll(broker, 2)).containsExactly("a", "b");
    }
    assertThat(leftovers.await(Duration.ofSeconds(10))).isEmpty();
  }

  @Test
  void comesBackWhereItsClientsLookForIt() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    for (int start = 0; start < 2; start++) {
      try (EmbeddedKafka broker = EmbeddedKafka.start(directory, port)) {
        assertThat(broker.bootstrapServers()).isEqualTo("127.0.0.1:" + port);
      }
    }
  }

  @Test
  void listensOnLoopbackOnly() {
    try (EmbeddedKafka broker = EmbeddedKafka.start(directory)) {
      assertThat(broker.bootstrapServers()).matches("127\\.0\\.0\\.1:\\d+");
    }
  }

  private static void createTopic(EmbeddedKafka broker) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin
          .createTopics(List.of(new NewTopic("letters", 1, (short) 1)))
          .all()
          .get(30, TimeUnit.SECONDS);
    }
  }

  private static void send(EmbeddedKafka broker, String value) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers(), "compression.type", "zstd"),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer
          .send(new ProducerRecord<>("letters", value.getBytes(StandardCharsets.UTF_8)))
          .get(30, TimeUnit.SECONDS);
    }
  }

  private static List<String> readAll(EmbeddedKafka broker, int expected) {
    List<String> values = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(PARTITION));
      consumer.seekToBeginning(List.of(PARTITION));
      while (values.size() < expected) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
          values.add(new String(record.value(), StandardCharsets.UTF_8));
        }
      }
    }
    return values;
  }
}
