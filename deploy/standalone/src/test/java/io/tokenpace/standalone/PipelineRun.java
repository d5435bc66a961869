package io.tokenpace.standalone;

import io.tokenpace.aggregation.config.PipelineConfig;
import io.tokenpace.aggregation.config.Run;
import io.tokenpace.jobs.FleetMetricsJob;
import io.tokenpace.jobs.MetricsLoaderJob;
import io.tokenpace.schemas.topics.Topic;
import io.tokenpace.setup.topic.TopicLayout;
import io.tokenpace.setup.topic.TopicSetup;
import io.tokenpace.standalone.console.Accounting;
import io.tokenpace.standalone.parts.Parts;
import io.tokenpace.standalone.rows.LedgerCheck;
import io.tokenpace.traceimport.trace.ImportedReport;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** One run of both jobs over topics of its own. */
final class PipelineRun {
  private final Parts parts;
  private final String name;
  private final String prefix;
  private final PipelineConfig config;
  private final Run run;
  private long sent;
  private Accounting accounting = new Accounting(0, 0, 0, 0, 0);

  PipelineRun(Parts parts, String name, PipelineConfig config, Run bounds) {
    this.parts = parts;
    this.name = name;
    this.prefix = name + ".";
    this.config = config;
    this.run = Run.bounded(name, bounds.startMicros(), bounds.endMicros());
  }

  /** Sends one record ahead of those of {@link #run}. */
  void send(String node, byte[] value, int partitions)
      throws InterruptedException, ExecutionException {
    createTopics(partitions);
    publish(List.of(new ProducerRecord<>(Topic.NODE_REPORTS.name(prefix), node, value)));
  }

  /** Sends reports in the order they are given, and runs both jobs over all there is. */
  void run(List<ImportedReport> reports, int partitions, int parallelism)
      throws InterruptedException, ExecutionException {
    createTopics(partitions);
    publish(
        reports.stream()
            .map(
                report ->
                    new ProducerRecord<>(
                        Topic.NODE_REPORTS.name(prefix), report.node(), report.bytes()))
            .toList());
    String servers = parts.broker().bootstrapServers();
    JobExecutionResult result =
        parts
            .cluster()
            .run(
                name,
                environment -> {
                  environment.setParallelism(parallelism);
                  FleetMetricsJob.define(
                      environment, new FleetMetricsJob.Settings(servers, prefix, run, config));
                });
    accounting =
        new Accounting(
            sent,
            result.getAccumulatorResult("reports_folded"),
            result.getAccumulatorResult("reports_duplicate"),
            result.getAccumulatorResult("reports_late"),
            result.getAccumulatorResult("reports_dead"));
    MetricsLoaderJob.Settings loader =
        new MetricsLoaderJob.Settings(
            servers,
            prefix,
            true,
            parts.database().jdbcUrl(),
            parts.database().user(),
            parts.database().password());
    parts
        .cluster()
        .run(
            name + "-loader",
            environment -> {
              environment.setParallelism(parallelism);
              MetricsLoaderJob.define(environment, loader);
            });
  }

  private void createTopics(int partitions) throws InterruptedException {
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", parts.broker().bootstrapServers()))) {
      new TopicSetup(admin, TopicLayout.ofOneMachine(prefix, partitions)).apply();
    }
  }

  private void publish(List<ProducerRecord<String, byte[]>> records)
      throws InterruptedException, ExecutionException {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", parts.broker().bootstrapServers(), "acks", "all"),
            new StringSerializer(),
            new ByteArraySerializer())) {
      for (ProducerRecord<String, byte[]> record : records) {
        producer.send(record).get();
      }
    }
    sent += records.size();
  }

  Accounting accounting() {
    return accounting;
  }

  /** Every row of both tables in every column but run, revision and written_at. */
  List<String> rows() throws SQLException, InterruptedException {
    new LedgerCheck(parts.database().dataSource(), name).requireBalance();
    List<String> rows = new ArrayList<>();
    try (Connection connection = parts.database().dataSource().getConnection()) {
      for (String table : List.of("tumbling_rows", "rolling_rows")) {
        try (PreparedStatement statement =
            connection.prepareStatement(
                "SELECT ('"
                    + table
                    + "' || (to_jsonb(t) - 'run' - 'revision' - 'written_at')::text) FROM "
                    + table
                    + " t WHERE run = ? ORDER BY 1")) {
          statement.setString(1, name);
          try (ResultSet result = statement.executeQuery()) {
            while (result.next()) {
              rows.add(result.getString(1));
            }
          }
        }
      }
    }
    return rows;
  }

  /** The values of all dead letters. */
  List<byte[]> deadLetters() throws InterruptedException {
    List<byte[]> letters = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", parts.broker().bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topic.DEAD_LETTERS.name(prefix)).stream()
              .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        for (ConsumerRecord<byte[], byte[]> letter : consumer.poll(Duration.ofMillis(200))) {
          letters.add(letter.value());
        }
      }
    }
    return letters;
  }
}
