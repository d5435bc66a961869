package io.tokenpace.schemas.codec;

import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.jspecify.annotations.Nullable;

/**
 * The frame around every record: Avro's single-object encoding.
 *
 * <pre>
 *   +------+------+--------------------------------------+----------------+
 *   | 0xC3 | 0x01 | CRC-64-AVRO of the schema, 8 B, LE    | Avro binary    |
 *   +------+------+--------------------------------------+----------------+
 * </pre>
 *
 * <p>Source: Apache Avro specification, "Single-object encoding".
 */
public final class WireFormat {
  /** Longest record, in bytes, that is read or written. */
  public static final int MAX_RECORD_BYTES = 1 << 20;

  /** Length of the frame before the Avro binary. */
  public static final int HEADER_BYTES = 10;

  private static final byte MARKER_0 = (byte) 0xC3;
  private static final byte MARKER_1 = 0x01;

  private WireFormat() {}

  /** The fingerprint a schema's records carry. */
  public static long fingerprint(Schema schema) {
    return SchemaNormalization.parsingFingerprint64(schema);
  }

  /** The frame of a schema's records. */
  static byte[] header(Schema schema) {
    byte[] header = new byte[HEADER_BYTES];
    header[0] = MARKER_0;
    header[1] = MARKER_1;
    long fingerprint = fingerprint(schema);
    for (int i = 0; i < Long.BYTES; i++) {
      header[2 + i] = (byte) (fingerprint >>> (8 * i));
    }
    return header;
  }

  /**
   * Checks the frame of a record.
   *
   * @return null if the record is framed as one of the given schema
   */
  static @Nullable Rejection checkHeader(byte @Nullable [] record, long expectedFingerprint) {
    if (record == null || record.length == 0) {
      return new Rejection(RejectionReason.EMPTY, "value: none (expected: a record)", null);
    }
    if (record.length > MAX_RECORD_BYTES) {
      return new Rejection(
          RejectionReason.TOO_LARGE,
          "value: %d bytes (expected: <= %d)".formatted(record.length, MAX_RECORD_BYTES),
          null);
    }
    if (record[0] != MARKER_0 || (record.length > 1 && record[1] != MARKER_1)) {
      return new Rejection(
          RejectionReason.NOT_SINGLE_OBJECT,
          "value: begins %02x%s (expected: c301)"
              .formatted(record[0], record.length > 1 ? "%02x".formatted(record[1]) : ""),
          null);
    }
    if (record.length < HEADER_BYTES) {
      return new Rejection(
          RejectionReason.TRUNCATED,
          "value: %d bytes (expected: at least the frame's %d)"
              .formatted(record.length, HEADER_BYTES),
          null);
    }
    long fingerprint = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      fingerprint |= (record[2 + i] & 0xFFL) << (8 * i);
    }
    if (fingerprint != expectedFingerprint) {
      return new Rejection(
          RejectionReason.UNKNOWN_FINGERPRINT,
          "fingerprint: %016x (expected: %016x)".formatted(fingerprint, expectedFingerprint),
          fingerprint);
    }
    return null;
  }
}
