package io.tokenpace.schemas.codec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/**
 * The token events of a report by Avro's generic reader and writer and the names of the schema
 * files alone: an oracle that shares nothing with the cursor and the encoder.
 */
final class TokenEventsByRecord {
  static final Schema SCHEMA = SeenByRecord.schema("TokenEvent");

  private static final List<String> OF_REPORT =
      List.of("node", "region", "cluster", "pool", "vantage", "bootId", "sequence");
  private static final List<String> OF_SERIES =
      List.of("engine", "model", "baseModel", "tenant", "workload");
  private static final GenericDatumReader<GenericRecord> REPORTS =
      new GenericDatumReader<>(SeenByRecord.schema("NodeReport"));
  private static final GenericDatumReader<GenericRecord> EVENTS = new GenericDatumReader<>(SCHEMA);

  private TokenEventsByRecord() {}

  /** Every output chunk of a report as an event, in the order of the wire. */
  static List<GenericRecord> of(byte[] reportBytes) {
    GenericRecord report = read(REPORTS, reportBytes);
    List<GenericRecord> events = new ArrayList<>();
    for (GenericRecord run : records(report, "runs")) {
      GenericRecord series = records(report, "series").get((int) run.get("series"));
      List<?> gaps = (List<?>) run.get("gapMicros");
      List<?> tokens = (List<?>) run.get("tokens");
      List<?> kinds = (List<?>) run.get("kinds");
      long time = (long) report.get("baseTimeMicros") + (long) run.get("startOffsetMicros");
      boolean answered = false;
      for (int i = 0; i <= gaps.size(); i++) {
        long since = (long) (i == 0 ? run.get("sinceMicros") : gaps.get(i - 1));
        time += i == 0 ? 0 : since;
        String kind = kinds.isEmpty() ? "ANSWER" : kinds.get(i).toString();
        boolean firstAnswer = !answered && !kind.equals("REASONING");
        answered |= firstAnswer;
        GenericRecord event = new GenericData.Record(SCHEMA);
        OF_REPORT.forEach(field -> event.put(field, report.get(field)));
        OF_SERIES.forEach(field -> event.put(field, series.get(field)));
        event.put("request", run.get("request"));
        event.put("choice", run.get("choice"));
        event.put("index", (long) run.get("firstIndex") + i);
        event.put("timeMicros", time);
        event.put("sinceMicros", since);
        event.put("tokens", tokens.isEmpty() ? 1 : tokens.get(i));
        event.put("kind", symbol("kind", kind));
        event.put("tokenSource", run.get("tokenSource"));
        event.put("firstOfRequest", i == 0 && (boolean) run.get("firstOfRequest"));
        event.put("answerSinceMicros", firstAnswer ? run.get("answerSinceMicros") : null);
        event.put("roleSinceMicros", i == 0 ? run.get("roleSinceMicros") : null);
        events.add(event);
      }
    }
    return events;
  }

  static GenericData.EnumSymbol symbol(String field, String name) {
    return new GenericData.EnumSymbol(SCHEMA.getField(field).schema(), name);
  }

  /** Reads an event past the frame's ten bytes. */
  static GenericRecord read(byte[] record) {
    return read(EVENTS, record);
  }

  private static GenericRecord read(GenericDatumReader<GenericRecord> reader, byte[] record) {
    try {
      return reader.read(
          null, DecoderFactory.get().binaryDecoder(record, 10, record.length - 10, null));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An event's bytes: the frame as Avro's specification has it, then what Avro's writer writes. */
  static byte[] write(GenericRecord event) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(
        ByteBuffer.allocate(10)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put((byte) 0xC3)
            .put((byte) 0x01)
            .putLong(SchemaNormalization.parsingFingerprint64(SCHEMA))
            .array());
    try {
      BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
      new GenericDatumWriter<GenericRecord>(SCHEMA).write(event, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  @SuppressWarnings("unchecked")
  private static List<GenericRecord> records(GenericRecord record, String field) {
    return (List<GenericRecord>) record.get(field);
  }
}
