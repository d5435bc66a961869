package io.tokenpace.standalone.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tokenpace.report.api.ApiLimits;
import io.tokenpace.report.server.ReportServer;
import io.tokenpace.report.server.ServerConfig;
import io.tokenpace.schemas.codec.WireCodec;
import io.tokenpace.schemas.topics.Topic;
import io.tokenpace.schemas.wire.DeadLetter;
import io.tokenpace.schemas.wire.Sha256;
import io.tokenpace.setup.table.TableSetup;
import io.tokenpace.setup.topic.TopicLayout;
import io.tokenpace.setup.topic.TopicSetup;
import io.tokenpace.standalone.database.EmbeddedDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the report server says of Kafka, on a real broker: its own module runs none. */
@Timeout(180)
class PipelineAnswerIT {
  private static final String PREFIX = "t.";
  private static final String REPORTS = Topic.NODE_REPORTS.name(PREFIX);
  private static final String RESULTS = Topic.FLEET_METRICS.name(PREFIX);
  private static final String DEAD = Topic.DEAD_LETTERS.name(PREFIX);
  private static final String LATE = Topic.LATE_REPORTS.name(PREFIX);
  private static final String OTHERS = "others.node-reports";

  /** What a request may take: the brokers' own limit is 4 s. */
  private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(10);

  @TempDir Path directory;
  private EmbeddedDatabase database;
  private EmbeddedKafka broker;
  private ReportServer server;

  @BeforeEach
  void start() throws Exception {
    database = EmbeddedDatabase.start(directory.resolve("database"), directory.resolve("binaries"));
    new TableSetup(database.dataSource()).migrate();
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "INSERT INTO runs (run, live, run_start, config_hash) VALUES ('live', true, now(), 'h')");
    }
    broker = EmbeddedKafka.start(directory.resolve("broker"));
    try (Admin admin = admin()) {
      new TopicSetup(admin, TopicLayout.ofOneMachine(PREFIX, 2)).apply();
      admin
          .createTopics(List.of(new NewTopic(OTHERS, 1, (short) 1)))
          .all()
          .get(30, TimeUnit.SECONDS);
    }
    server =
        ReportServer.start(
            new ServerConfig(
                "127.0.0.1",
                0,
                Set.of(),
                null,
                database.jdbcUrl(),
                database.user(),
                null,
                broker.bootstrapServers(),
                PREFIX,
                ApiLimits.USUAL));
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
    broker.close();
    database.close();
  }

  private Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }

  private KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", broker.bootstrapServers()),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private JsonNode pipeline() throws IOException, InterruptedException {
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(server.address() + "api/pipeline"))
                    .timeout(ANSWERED_WITHIN)
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return new ObjectMapper().readTree(response.body());
  }

  private static RecordMetadata send(
      KafkaProducer<byte[], byte[]> producer, String topic, int partition, byte[] value)
      throws Exception {
    return producer
        .send(new ProducerRecord<>(topic, partition, new byte[] {1}, value))
        .get(30, TimeUnit.SECONDS);
  }

  private static void send(
      KafkaProducer<byte[], byte[]> producer, String topic, int partition, int count)
      throws Exception {
    for (int i = 0; i < count; i++) {
      send(producer, topic, partition, new byte[] {1, 2, 3});
    }
  }

  private void commit(String group, Map<TopicPartition, OffsetAndMetadata> offsets) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers(), "group.id", group),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(offsets.keySet());
      consumer.commitSync(offsets);
    }
  }

  private static OffsetAndMetadata at(long offset) {
    return new OffsetAndMetadata(offset);
  }

  private static byte[] letter(long offset, String reason, long appendedMicros) {
    return WireCodec.deadLetters()
        .encode(
            new DeadLetter(
                REPORTS,
                1,
                offset,
                appendedMicros,
                reason,
                "detail of " + offset,
                null,
                3L,
                ByteBuffer.wrap(new byte[] {1, 2, 3}),
                new Sha256(new byte[32])));
  }

  private static List<String> lines(JsonNode array, String... fields) {
    List<String> lines = new ArrayList<>();
    for (JsonNode entry : array) {
      List<String> line = new ArrayList<>();
      for (String field : fields) {
        line.add(entry.path(field).asText());
      }
      lines.add(String.join(" ", line));
    }
    return lines;
  }

  /** Topics by how much lies in them, groups of our topics alone by how far behind they are. */
  @Test
  void topicsAndLagAreThoseOfTheBroker() throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = producer();
        Admin admin = admin()) {
      send(producer, REPORTS, 0, 70);
      send(producer, REPORTS, 1, 30);
      send(producer, RESULTS, 0, 9);
      send(producer, LATE, 1, 4);
      send(producer, OTHERS, 0, 1_000);
      admin
          .deleteRecords(Map.of(new TopicPartition(REPORTS, 0), RecordsToDelete.beforeOffset(20)))
          .all()
          .get(30, TimeUnit.SECONDS);
    }
    commit(
        "fleet-metrics",
        Map.of(new TopicPartition(REPORTS, 0), at(45), new TopicPartition(REPORTS, 1), at(30)));
    commit(
        "loader",
        Map.of(new TopicPartition(RESULTS, 0), at(2), new TopicPartition(OTHERS, 0), at(1)));
    commit("partly", Map.of(new TopicPartition(REPORTS, 1), at(29)));
    commit("strangers", Map.of(new TopicPartition(OTHERS, 0), at(5)));

    JsonNode kafka = pipeline().path("kafka");

    assertThat(lines(kafka.path("topics"), "topic", "records"))
        .containsExactly(
            "t.alerts 0",
            "t.dead-letters 0",
            "t.fleet-metrics 9",
            "t.late-reports 4",
            "t.node-reports 80",
            "t.token-events 0");
    assertThat(lines(kafka.path("groups"), "group", "topic", "lag_records"))
        .containsExactly(
            "fleet-metrics t.node-reports 25",
            "loader t.fleet-metrics 7",
            "partly t.node-reports 1");
    assertThat(kafka.path("late_reports").asInt()).isEqualTo(4);
    assertThat(kafka.at("/dead_letters/count").asInt()).isZero();
    assertThat(kafka.at("/dead_letters/newest").isArray()).isTrue();
    assertThat(kafka.at("/dead_letters/newest")).isEmpty();
  }

  /** The newest first, each record once, whatever partition they lie in. */
  @Test
  void theNewestDeadLettersAreShownWithTheirReasons() throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      for (int i = 0; i < 30; i++) {
        send(producer, DEAD, 0, letter(i, "CLOCK_AHEAD", 1_775_000_000_123_456L + i));
      }
      RecordMetadata last = send(producer, DEAD, 0, letter(30, "TRAILING_BYTES", -1));
      while (System.currentTimeMillis() <= last.timestamp()) {
        Thread.onSpinWait();
      }
      send(producer, DEAD, 1, letter(500, "UNKNOWN_FINGERPRINT", 0));
      send(producer, DEAD, 1, "no letter at all".getBytes(StandardCharsets.US_ASCII));
      send(producer, DEAD, 1, letter(29, "CLOCK_AHEAD", 1_775_000_000_123_485L));
    }

    JsonNode letters = pipeline().at("/kafka/dead_letters");

    assertThat(letters.path("count").asInt()).isEqualTo(34);
    List<String> expected = new ArrayList<>();
    expected.add(line(29));
    expected.add("null null null UNREADABLE not a dead letter this version reads null");
    expected.add("t.node-reports 1 500 UNKNOWN_FINGERPRINT detail of 500 1970-01-01T00:00:00Z");
    expected.add("t.node-reports 1 30 TRAILING_BYTES detail of 30 null");
    for (int offset = 28; expected.size() < 20; offset--) {
      expected.add(line(offset));
    }
    assertThat(
            lines(
                letters.path("newest"),
                "topic",
                "partition",
                "offset",
                "reason",
                "detail",
                "appended"))
        .containsExactlyElementsOf(expected);
  }

  private static String line(int offset) {
    return "t.node-reports 1 %d CLOCK_AHEAD detail of %d %s"
        .formatted(
            offset, offset, Instant.ofEpochSecond(1_775_000_000L, (123_456L + offset) * 1_000));
  }

  @Test
  void aBrokerThatGoesAndComesBackIsMissedMeanwhileAndAlone() throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      send(producer, REPORTS, 0, 5);
      send(producer, DEAD, 0, letter(1, "CLOCK_AHEAD", 0));
    }
    assertThat(pipeline().at("/kafka/dead_letters/newest")).hasSize(1);
    int port = URI.create("tcp://" + broker.bootstrapServers()).getPort();

    broker.close();
    for (int i = 0; i < 3; i++) {
      JsonNode answer = pipeline();
      assertThat(answer.path("run").asText()).isEqualTo("live");
      assertThat(answer.path("kafka").isNull()).isTrue();
      assertThat(answer.path("kafka_reason").asText()).isEqualTo("the brokers do not answer");
    }

    broker = EmbeddedKafka.start(directory.resolve("broker"), port);
    JsonNode answer = pipeline();
    while (answer.path("kafka").isNull()) {
      answer = pipeline();
    }
    assertThat(answer.path("kafka_reason").isNull()).isTrue();
    assertThat(lines(answer.at("/kafka/topics"), "topic", "records"))
        .contains("t.node-reports 5", "t.dead-letters 1");
    assertThat(answer.at("/kafka/dead_letters/newest")).hasSize(1);
  }
}
