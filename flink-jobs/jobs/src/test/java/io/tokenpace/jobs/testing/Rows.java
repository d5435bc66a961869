package io.tokenpace.jobs.testing;

import io.tokenpace.jobs.kafka.TopicRecord;
import io.tokenpace.schemas.codec.WireCodec;
import io.tokenpace.schemas.metrics.FleetMetricsFields;
import io.tokenpace.schemas.testing.LedgerCheck;
import io.tokenpace.schemas.wire.FleetMetrics;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads rows of results as their readers do. */
public final class Rows {
  private static final WireCodec<FleetMetrics> CODEC = WireCodec.fleetMetrics();
  private static final int REVISION = FleetMetrics.getClassSchema().getField("revision").pos();

  private Rows() {}

  /** The row a record holds; its ledger adds up. */
  public static FleetMetrics decode(TopicRecord record) {
    FleetMetrics row = CODEC.decode(record.value()).orThrow();
    LedgerCheck.check(FleetMetricsFields.read(row));
    return row;
  }

  /** By key, the row that stands in the end: a row gives way to one that folded as much or more. */
  public static SortedMap<String, FleetMetrics> latest(Collection<TopicRecord> records) {
    SortedMap<String, FleetMetrics> latest = new TreeMap<>();
    for (TopicRecord record : records) {
      latest.merge(
          new String(record.key(), StandardCharsets.UTF_8),
          decode(record),
          (before, after) -> after.getFolded() >= before.getFolded() ? after : before);
    }
    return latest;
  }

  /** The rows that stand in the end, every column of theirs but the revision, in hexadecimal. */
  public static SortedMap<String, String> latestBytes(Collection<TopicRecord> records) {
    SortedMap<String, String> bytes = new TreeMap<>();
    for (Map.Entry<String, FleetMetrics> row : latest(records).entrySet()) {
      FleetMetrics withoutRevision = row.getValue();
      withoutRevision.put(REVISION, 0);
      bytes.put(row.getKey(), HexFormat.of().formatHex(CODEC.encode(withoutRevision)));
    }
    return bytes;
  }

  /** Keys and values in hexadecimal, sorted: what was issued, in whatever order. Ledgers add up. */
  public static List<String> bytesOf(Collection<TopicRecord> records) {
    records.forEach(Rows::decode);
    HexFormat hex = HexFormat.of();
    return records.stream()
        .map(record -> hex.formatHex(record.key()) + " " + hex.formatHex(record.value()))
        .sorted()
        .toList();
  }
}
