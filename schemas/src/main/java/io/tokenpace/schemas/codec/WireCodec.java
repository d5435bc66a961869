package io.tokenpace.schemas.codec;

import io.tokenpace.schemas.wire.DeadLetter;
import io.tokenpace.schemas.wire.FleetMetrics;
import io.tokenpace.schemas.wire.NodeReport;
import io.tokenpace.schemas.wire.TokenEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/**
 * Turns one type of record into bytes and back, in single-object encoding under the schema that was
 * compiled in. Schemas are never looked up: a record of another schema is refused as {@link
 * RejectionReason#UNKNOWN_FINGERPRINT}.
 *
 * <p>Thread-safe.
 *
 * @param <T> the generated class
 */
public final class WireCodec<T extends SpecificRecordBase> {
  private final Schema schema;
  private final long fingerprint;
  private final byte[] header;
  private final SpecificDatumReader<T> reader;
  private final SpecificDatumWriter<T> writer;

  private WireCodec(Schema schema, SpecificData model) {
    this.schema = schema;
    this.fingerprint = WireFormat.fingerprint(schema);
    this.header = WireFormat.header(schema);
    this.reader = new SpecificDatumReader<>(schema, schema, model);
    this.writer = new SpecificDatumWriter<>(schema, model);
  }

  /** The codec of node reports. */
  public static WireCodec<NodeReport> nodeReports() {
    return new WireCodec<>(NodeReport.getClassSchema(), new NodeReport().getSpecificData());
  }

  /** The codec of token events. */
  public static WireCodec<TokenEvent> tokenEvents() {
    return new WireCodec<>(TokenEvent.getClassSchema(), new TokenEvent().getSpecificData());
  }

  /** The codec of rows of results. */
  public static WireCodec<FleetMetrics> fleetMetrics() {
    return new WireCodec<>(FleetMetrics.getClassSchema(), new FleetMetrics().getSpecificData());
  }

  /** The codec of dead letters. */
  public static WireCodec<DeadLetter> deadLetters() {
    return new WireCodec<>(DeadLetter.getClassSchema(), new DeadLetter().getSpecificData());
  }

  /**
   * The bytes of a record.
   *
   * @throws IllegalArgumentException if a field is missing, or the record is longer than {@link
   *     WireFormat#MAX_RECORD_BYTES}
   */
  public byte[] encode(T value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    bytes.writeBytes(header);
    try {
      BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
      writer.write(value, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NullPointerException | ClassCastException | AvroRuntimeException e) {
      throw new IllegalArgumentException(
          schema.getName() + ": " + e.getMessage() + " (expected: every field set)", e);
    }
    if (bytes.size() > WireFormat.MAX_RECORD_BYTES) {
      throw new IllegalArgumentException(
          "%s: %d bytes (expected: <= %d)"
              .formatted(schema.getName(), bytes.size(), WireFormat.MAX_RECORD_BYTES));
    }
    return bytes.toByteArray();
  }

  /**
   * The record that bytes hold, or why they hold none. Never throws on bad bytes.
   *
   * @param record a whole record's bytes; null is refused as {@link RejectionReason#EMPTY}
   */
  public Decoded<T> decode(byte @Nullable [] record) {
    Rejection badHeader = WireFormat.checkHeader(record, fingerprint);
    if (record == null || badHeader != null) {
      return new Decoded.Rejected<>(
          badHeader == null
              ? new Rejection(RejectionReason.EMPTY, "value: none", null)
              : badHeader);
    }
    BinaryReader structure = new BinaryReader();
    structure.reset(record, WireFormat.HEADER_BYTES);
    try {
      StructureChecker.check(structure, schema, schema.getName());
      if (structure.remaining() > 0) {
        return new Decoded.Rejected<>(
            new Rejection(
                RejectionReason.TRAILING_BYTES,
                structure.remaining() + " bytes after the record (expected: none)",
                fingerprint));
      }
      T value =
          reader.read(
              null,
              DecoderFactory.get()
                  .binaryDecoder(
                      record,
                      WireFormat.HEADER_BYTES,
                      record.length - WireFormat.HEADER_BYTES,
                      null));
      return new Decoded.Value<>(value);
    } catch (WireFormatException e) {
      return new Decoded.Rejected<>(e.toRejection(fingerprint));
    } catch (IOException | RuntimeException e) {
      return new Decoded.Rejected<>(
          new Rejection(RejectionReason.MALFORMED, String.valueOf(e.getMessage()), fingerprint));
    }
  }
}
