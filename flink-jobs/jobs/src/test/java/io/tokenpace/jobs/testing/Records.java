package io.tokenpace.jobs.testing;

import io.tokenpace.jobs.kafka.KafkaRecord;
import io.tokenpace.jobs.source.ReportDeserializer;
import io.tokenpace.jobs.source.ReportRecord;
import io.tokenpace.schemas.codec.ReportCursor;
import java.util.ArrayList;
import java.util.List;

/** Records of the reports' topic, as a source would give them. */
public final class Records {
  /** The topic they come from. */
  public static final String TOPIC = "tokenpace.node-reports";

  /** When the broker appended all of them. */
  public static final long APPENDED_MICROS = 1_800_000_000_000_000L;

  private Records() {}

  /** The records of one partition, with offsets from 0. */
  public static List<ReportRecord> partition(int partition, List<byte[]> values) {
    List<ReportRecord> records = new ArrayList<>();
    for (byte[] value : values) {
      records.add(
          ReportDeserializer.read(
              new ReportCursor(),
              new KafkaRecord(TOPIC, partition, records.size(), APPENDED_MICROS, value)));
    }
    return records;
  }
}
