package io.tokenpace.schemas.codec;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads Avro's binary encoding from an array, trusting nothing: every length is held against what
 * is left. Allocates nothing but the strings it is asked for.
 *
 * <p>NOT thread-safe.
 */
final class BinaryReader {
  private byte[] bytes = new byte[0];
  private int position;

  void reset(byte[] newBytes, int newPosition) {
    bytes = newBytes;
    position = newPosition;
  }

  byte[] bytes() {
    return bytes;
  }

  int position() {
    return position;
  }

  void moveTo(int newPosition) {
    position = newPosition;
  }

  int remaining() {
    return bytes.length - position;
  }

  long readLong(String field) {
    long raw = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (position >= bytes.length) {
        throw truncated(field);
      }
      byte next = bytes[position++];
      raw |= (next & 0x7FL) << shift;
      if (next >= 0) {
        if (shift == 63 && next > 1) {
          break;
        }
        return (raw >>> 1) ^ -(raw & 1);
      }
    }
    throw new WireFormatException(
        RejectionReason.MALFORMED, field + ": a number of more than 64 bits (expected: a long)");
  }

  int readInt(String field) {
    long value = readLong(field);
    if (value != (int) value) {
      throw new WireFormatException(
          RejectionReason.MALFORMED, field + ": " + value + " (expected: an int of 32 bits)");
    }
    return (int) value;
  }

  boolean readBoolean(String field) {
    if (position >= bytes.length) {
      throw truncated(field);
    }
    byte value = bytes[position++];
    if (value != 0 && value != 1) {
      throw new WireFormatException(
          RejectionReason.MALFORMED, field + ": byte " + value + " (expected: 0 or 1)");
    }
    return value == 1;
  }

  /** Reads which branch of a union of null and something follows. */
  boolean readPresent(String field) {
    long branch = readLong(field);
    if (branch != 0 && branch != 1) {
      throw new WireFormatException(
          RejectionReason.MALFORMED, field + ": union branch " + branch + " (expected: 0 or 1)");
    }
    return branch == 1;
  }

  int readEnum(String field, int symbols) {
    int symbol = readInt(field);
    if (!(symbol >= 0 && symbol < symbols)) {
      throw new WireFormatException(
          RejectionReason.MALFORMED,
          field + ": symbol " + symbol + " (expected: 0 to " + (symbols - 1) + ")");
    }
    return symbol;
  }

  /** Reads a length and moves past that many bytes. */
  int skipBytes(String field) {
    long length = readLong(field);
    if (length < 0) {
      throw new WireFormatException(
          RejectionReason.MALFORMED, field + ": length " + length + " (expected: >= 0)");
    }
    skip(field, length);
    return (int) length;
  }

  void skip(String field, long length) {
    if (length > remaining()) {
      throw truncated(field);
    }
    position += (int) length;
  }

  long readFixedLong(String field) {
    if (remaining() < Long.BYTES) {
      throw truncated(field);
    }
    long value = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      value = (value << 8) | (bytes[position++] & 0xFFL);
    }
    return value;
  }

  String readString(String field) {
    int length = skipBytes(field);
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, position - length, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw new WireFormatException(
          RejectionReason.MALFORMED, field + ": bytes that are not UTF-8 (expected: a string)", e);
    }
  }

  /** Checks that the string at a position, whose length is known to be true, is UTF-8. */
  void requireUtf8(String field, int stringPosition) {
    int end = position;
    position = stringPosition;
    long length = readLong(field);
    boolean ascii = true;
    for (int i = end - (int) length; i < end; i++) {
      ascii &= bytes[i] >= 0;
    }
    if (!ascii) {
      position = stringPosition;
      readString(field);
    }
    position = end;
  }

  /**
   * Reads the head of an array's or map's next block.
   *
   * @return items in the block; 0 at the end
   */
  int readBlock(String field) {
    long items = readLong(field);
    if (items < 0) {
      long blockBytes = readLong(field);
      if (items == Long.MIN_VALUE || blockBytes < 0 || blockBytes > remaining()) {
        throw new WireFormatException(
            RejectionReason.MALFORMED,
            field + ": block of " + blockBytes + " bytes (expected: 0 to what is left)");
      }
      items = -items;
    }
    // Every item here takes a byte at least, so a count beyond what is left is a lie.
    if (items > remaining()) {
      throw truncated(field);
    }
    return (int) items;
  }

  private WireFormatException truncated(String field) {
    return new WireFormatException(
        RejectionReason.TRUNCATED, field + ": the record ends within it (expected: more bytes)");
  }
}
