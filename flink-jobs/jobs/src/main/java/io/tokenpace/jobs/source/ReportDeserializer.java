package io.tokenpace.jobs.source;

import io.tokenpace.jobs.kafka.KafkaRecord;
import io.tokenpace.jobs.kafka.KafkaRecords;
import io.tokenpace.schemas.codec.ReportCursor;
import org.apache.flink.api.common.serialization.DeserializationSchema.InitializationContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads of each record what watermark and key need. A record that cannot be read goes on as one:
 * the pipeline, not the source, says why.
 *
 * <p>Confined to its source task's thread.
 */
public final class ReportDeserializer implements KafkaRecordDeserializationSchema<ReportRecord> {
  private static final long serialVersionUID = 1L;

  private transient @Nullable ReportCursor cursor;

  @Override
  public void open(InitializationContext context) {
    cursor = new ReportCursor();
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<ReportRecord> out) {
    ReportCursor opened = cursor == null ? new ReportCursor() : cursor;
    out.collect(read(opened, KafkaRecords.of(record)));
  }

  /** What the pipeline needs to know of a record before it is keyed. */
  public static ReportRecord read(ReportCursor cursor, KafkaRecord record) {
    return cursor.open(record.value()) == null
        ? new ReportRecord(
            record, cursor.servingGroup(), cursor.node(), cursor.completeThroughMicros())
        : new ReportRecord(record, "", "", 0);
  }

  @Override
  public TypeInformation<ReportRecord> getProducedType() {
    return TypeInformation.of(ReportRecord.class);
  }
}
