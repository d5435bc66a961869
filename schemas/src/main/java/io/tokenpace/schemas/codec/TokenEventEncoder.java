package io.tokenpace.schemas.codec;

import io.tokenpace.schemas.wire.TokenEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.apache.avro.io.BinaryData;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/**
 * Turns a report into one {@link TokenEvent} record per output chunk. The labels, which are most of
 * a record, are the same for every event of one series and come first in the schema; so they are
 * encoded once a report, and an event costs a copy of them and a few numbers.
 *
 * <pre>
 *   C3 01 fingerprint │ node … workload │ request … roleSinceMicros
 *   head: once per report and series    │ tail: per event
 * </pre>
 *
 * <p>NOT thread-safe.
 */
public final class TokenEventEncoder {
  private static final byte[] FRAME = WireFormat.header(TokenEvent.getClassSchema());
  // Eleven fields of at most ten bytes each, two of which say before it whether they are there.
  private static final int MAX_TAIL_BYTES = 11 * 10 + 2;

  private final byte[] tail = new byte[MAX_TAIL_BYTES];
  private int tailBytes;

  /**
   * Encodes every token event of a report.
   *
   * @param report an opened report
   * @param records given each record's bytes, a new array each, in the order of {@link
   *     TokenEventCursor}
   */
  public void encode(ReportCursor report, Consumer<byte[]> records) {
    List<byte[]> heads = heads(report);
    for (TokenEventCursor event = report.tokenEvents(); event.next(); ) {
      byte[] head = heads.get(event.series());
      writeTail(event);
      byte[] record = Arrays.copyOf(head, head.length + tailBytes);
      System.arraycopy(tail, 0, record, head.length, tailBytes);
      records.accept(record);
    }
  }

  private static List<byte[]> heads(ReportCursor report) {
    ReportLabels labels = report.labels();
    byte[] boot = report.boot().toWire().bytes();
    List<byte[]> heads = new ArrayList<>();
    for (int series = 0; series < report.seriesCount(); series++) {
      heads.add(head(report, labels, boot, report.series(series)));
    }
    return heads;
  }

  private static byte[] head(
      ReportCursor report, ReportLabels labels, byte[] boot, SeriesLabels series) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    bytes.writeBytes(FRAME);
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
    try {
      encoder.writeString(labels.node());
      encoder.writeString(labels.region());
      encoder.writeString(labels.cluster());
      encoder.writeString(labels.pool());
      encoder.writeEnum(report.vantage().ordinal());
      encoder.writeFixed(boot);
      encoder.writeLong(report.sequence());
      encoder.writeString(series.engine());
      encoder.writeString(series.model());
      encoder.writeString(series.baseModel());
      encoder.writeString(series.tenant());
      encoder.writeString(series.workload());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private void writeTail(TokenEventCursor event) {
    tailBytes = 0;
    writeLong(event.request());
    writeLong(event.choice());
    writeLong(event.index());
    writeLong(event.timeMicros());
    writeLong(event.sinceMicros());
    writeLong(event.tokens());
    writeLong(event.kind().ordinal());
    writeLong(event.source().ordinal());
    tailBytes += BinaryData.encodeBoolean(event.firstOfRequest(), tail, tailBytes);
    writeOptional(event.answerSinceMicros());
    writeOptional(event.roleSinceMicros());
  }

  /** An int, an enum and a long of one value have the same bytes. */
  private void writeLong(long value) {
    tailBytes += BinaryData.encodeLong(value, tail, tailBytes);
  }

  /** A union of null and a long; below 0 is null. */
  private void writeOptional(long value) {
    writeLong(value < 0 ? 0 : 1);
    if (value >= 0) {
      writeLong(value);
    }
  }
}
