package io.tokenpace.schemas.codec;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.DecoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * Reads a report from a decoded record by the names of the schema file alone: an oracle that shares
 * nothing with the cursor. Takes Avro's generic records and the generated classes alike.
 */
final class SeenByRecord {
  /** Parsed once: fuzzing asks for it by the hundred thousand. */
  private static final GenericDatumReader<GenericRecord> READER =
      new GenericDatumReader<>(schema("NodeReport"));

  private SeenByRecord() {}

  /** The schema as the file in the jar says it. */
  static Schema schema(String name) {
    String resource = "/io/tokenpace/schemas/wire/" + name + ".avsc";
    try (InputStream in = SeenByRecord.class.getResourceAsStream(resource)) {
      return new Schema.Parser().parse(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Decodes with Apache Avro's generic reader, past the frame's ten bytes. */
  static Seen readGeneric(byte[] record) {
    try {
      GenericRecord report =
          READER.read(
              null, DecoderFactory.get().binaryDecoder(record, 10, record.length - 10, null));
      return read(report);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Seen read(IndexedRecord report) {
    StringBuilder gpus = new StringBuilder();
    for (IndexedRecord gpu : records(report, "gpus")) {
      gpus.append(String.join("/", text(gpu, "uuid"), text(gpu, "type"), text(gpu, "engine")))
          .append(';');
    }
    String header =
        String.join(
            " ",
            text(report, "node"),
            text(report, "agentId"),
            text(report, "servingGroup"),
            text(report, "region"),
            text(report, "cluster"),
            text(report, "pool"),
            gpus,
            text(report, "vantage"),
            "%032x".formatted(new BigInteger(1, ((GenericFixed) get(report, "bootId")).bytes())),
            text(report, "sequence"),
            text(report, "state"),
            text(report, "baseTimeMicros"),
            text(report, "completeThroughMicros"));
    long base = number(report, "baseTimeMicros");
    List<String> series = new ArrayList<>();
    for (IndexedRecord set : records(report, "series")) {
      series.add(
          String.join(
              "/",
              text(set, "engine"),
              text(set, "model"),
              text(set, "baseModel"),
              text(set, "tenant"),
              text(set, "workload")));
    }
    List<Seen.Chunk> chunks = new ArrayList<>();
    for (IndexedRecord run : records(report, "runs")) {
      expand(run, base, series, chunks);
    }
    List<String> started = new ArrayList<>();
    for (IndexedRecord start : records(report, "started")) {
      started.add(
          "%d %s %d %d %b %d %d"
              .formatted(
                  number(start, "request"),
                  series.get((int) number(start, "series")),
                  base + number(start, "acceptedOffsetMicros"),
                  number(start, "uploadMicros"),
                  get(start, "streaming"),
                  number(start, "choices"),
                  number(start, "prompts")));
    }
    List<String> ended = new ArrayList<>();
    for (IndexedRecord end : records(report, "ended")) {
      ended.add(ended(end, base, series));
    }
    return new Seen(
        header, chunks, started, ended, inFlight(report, base, series), gauges(report, base));
  }

  private static List<String> gauges(IndexedRecord report, long base) {
    List<String> lines = new ArrayList<>();
    for (IndexedRecord counter : records(report, "engineCounters")) {
      lines.add(
          "counter %s %s %s %d %d %d"
              .formatted(
                  text(counter, "engine"),
                  text(counter, "name"),
                  text(counter, "unit"),
                  number(counter, "startedAtMicros"),
                  base + number(counter, "offsetMicros"),
                  number(counter, "value")));
    }
    for (IndexedRecord sample : records(report, "engineSamples")) {
      lines.add(
          "sample %s %s %s %d %d"
              .formatted(
                  text(sample, "engine"),
                  text(sample, "name"),
                  text(sample, "unit"),
                  base + number(sample, "offsetMicros"),
                  number(sample, "value")));
    }
    for (IndexedRecord gpu : records(report, "gpuSamples")) {
      lines.add(
          "gpu %s %d %d %d %d %d"
              .formatted(
                  text(gpu, "uuid"),
                  base + number(gpu, "offsetMicros"),
                  number(gpu, "utilisationPpm"),
                  number(gpu, "memoryUsedBytes"),
                  number(gpu, "memoryTotalBytes"),
                  number(gpu, "powerMilliwatts")));
    }
    for (IndexedRecord drop : records(report, "drops")) {
      lines.add("drop %s %d".formatted(text(drop, "reason"), number(drop, "events")));
    }
    lines.add(
        "step %d lag %d"
            .formatted(number(report, "clockStepMicros"), number(report, "loopLagMicros")));
    return lines;
  }

  private static List<String> inFlight(IndexedRecord report, long base, List<String> series) {
    if (orNull(report, "inFlight") == null) {
      return Seen.NO_LIST;
    }
    List<String> lines = new ArrayList<>();
    for (IndexedRecord request : records(report, "inFlight")) {
      lines.add(
          "%d %s %d %d"
              .formatted(
                  number(request, "request"),
                  series.get((int) number(request, "series")),
                  base + number(request, "acceptedOffsetMicros"),
                  number(request, "outputTokens")));
    }
    return lines;
  }

  private static void expand(
      IndexedRecord run, long base, List<String> series, List<Seen.Chunk> chunks) {
    List<?> gaps = (List<?>) get(run, "gapMicros");
    List<?> tokens = (List<?>) get(run, "tokens");
    List<?> kinds = (List<?>) get(run, "kinds");
    long time = base + number(run, "startOffsetMicros");
    boolean answered = false;
    for (int i = 0; i <= gaps.size(); i++) {
      long since = i == 0 ? number(run, "sinceMicros") : ((Number) gaps.get(i - 1)).longValue();
      time += i == 0 ? 0 : since;
      boolean reasoning = !kinds.isEmpty() && kinds.get(i).toString().equals("REASONING");
      boolean firstAnswer = !reasoning && !answered;
      answered |= !reasoning;
      chunks.add(
          new Seen.Chunk(
              number(run, "request"),
              (int) number(run, "choice"),
              number(run, "firstIndex") + i,
              series.get((int) number(run, "series")),
              time,
              since,
              tokens.isEmpty() ? 1 : ((Number) tokens.get(i)).intValue(),
              reasoning,
              text(run, "tokenSource").equals("ONE_PER_CHUNK"),
              i == 0 && get(run, "firstOfRequest").equals(true),
              firstAnswer ? number(run, "answerSinceMicros") : -1,
              i == 0 ? number(run, "roleSinceMicros") : -1));
    }
  }

  private static String ended(IndexedRecord end, long base, List<String> series) {
    return "%d %s %s %d %d %b %b %d %d %d %d %d %d %d %d %d %d %d %d %d %b %s %d"
        .formatted(
            number(end, "request"),
            series.get((int) number(end, "series")),
            get(end, "endCause"),
            number(end, "httpStatus"),
            number(end, "inBandCode"),
            get(end, "allChoicesFinished"),
            get(end, "streaming"),
            number(end, "choices"),
            base + number(end, "acceptedOffsetMicros"),
            base + number(end, "endOffsetMicros"),
            number(end, "firstOutputSinceMicros"),
            number(end, "lastOutputSinceMicros"),
            number(end, "roleOnlySinceMicros"),
            number(end, "endSinceMicros"),
            number(end, "inputTokens"),
            number(end, "cachedInputTokens"),
            number(end, "outputTokens"),
            number(end, "countedOutputTokens"),
            number(end, "reasoningTokens"),
            number(end, "firstChunkTokens"),
            text(end, "inputTokenSource").equals("BYTES_ESTIMATE"),
            orNull(end, "errorClass"),
            number(end, "retryCount"));
  }

  @SuppressWarnings("unchecked")
  private static List<IndexedRecord> records(IndexedRecord record, String field) {
    return (List<IndexedRecord>) get(record, field);
  }

  private static Object get(IndexedRecord record, String field) {
    Object value = orNull(record, field);
    if (value == null) {
      throw new AssertionError(field + ": null (expected: a value)");
    }
    return value;
  }

  private static @Nullable Object orNull(IndexedRecord record, String field) {
    return record.get(record.getSchema().getField(field).pos());
  }

  private static String text(IndexedRecord record, String field) {
    return get(record, field).toString();
  }

  /** A number; null is −1. */
  private static long number(IndexedRecord record, String field) {
    Object value = orNull(record, field);
    return value == null ? -1 : ((Number) value).longValue();
  }
}
