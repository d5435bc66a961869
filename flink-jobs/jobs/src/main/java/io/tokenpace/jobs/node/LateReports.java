package io.tokenpace.jobs.node;

import io.tokenpace.schemas.topics.Topic;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** The topic of late reports: the original bytes, reason and watermark in headers. */
public final class LateReports {
  private LateReports() {}

  /** The topic's sink, at least once; it connects only when the job runs. */
  public static Sink<LateReport> sink(String bootstrapServers, String topicPrefix) {
    return KafkaSink.<LateReport>builder()
        .setBootstrapServers(bootstrapServers)
        .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
        .setProperty(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd")
        .setProperty(ProducerConfig.CLIENT_ID_CONFIG, "fleet-metrics-late-reports")
        .setRecordSerializer(new LateRecords(Topic.LATE_REPORTS.name(topicPrefix)))
        .build();
  }

  record LateRecords(String topic)
      implements KafkaRecordSerializationSchema<LateReport>, Serializable {
    @Override
    public ProducerRecord<byte[], byte[]> serialize(
        LateReport report, KafkaSinkContext context, @Nullable Long timestamp) {
      ProducerRecord<byte[], byte[]> record =
          new ProducerRecord<>(
              topic, report.node().getBytes(StandardCharsets.UTF_8), report.bytes());
      record.headers().add("reason", "LATE".getBytes(StandardCharsets.UTF_8));
      record
          .headers()
          .add(
              "watermarkMillis",
              Long.toString(report.watermarkMillis()).getBytes(StandardCharsets.UTF_8));
      return record;
    }
  }
}
