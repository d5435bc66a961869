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
    // Most numbers of a report are one byte.
    if (position < bytes.length && bytes[position] >= 0) {
      long raw = bytes[position++];
      return (raw >>> 1) ^ -(raw & 1);
    }
    return readLongOfSeveralBytes(field);
  }

  private long readLongOfSeveralBytes(String field) {
    byte[] source = bytes;
    int at = position;
    long raw = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (at >= source.length) {
        throw truncated(field);
      }
      byte next = source[at++];
      raw |= (next & 0x7FL) << shift;
      if (next >= 0) {
        if (shift == 63 && next > 1) {
          break;
        }
        position = at;
        return (raw >>> 1) ^ -(raw & 1);
      }
    }
    throw new WireFormatException(
        RejectionReason.MALFORMED, field + ": a number of more than 64 bits (expected: a long)");
  }

  /**
   * Reads numbers that are to lie within bounds, and stops at the first that does not.
   *
   * @param target takes them, the one out of bounds included
   * @param from where the first goes
   * @param to where the last went, plus one
   * @param max the largest allowed; the smallest is 0
   * @return where the first out of bounds went, else {@code to}
   */
  int readLongs(String field, long[] target, int from, int to, long max) {
    byte[] source = bytes;
    int next = position;
    for (int i = from; i < to; i++) {
      long raw;
      if (next + 3 > source.length) {
        position = next;
        long value = readLong(field);
        next = position;
        raw = (value << 1) ^ (value >> 63);
      } else if (source[next] >= 0) {
        raw = source[next];
        next += 1;
      } else if (source[next + 1] >= 0) {
        raw = (source[next] & 0x7F) | (source[next + 1] << 7);
        next += 2;
      } else if (source[next + 2] >= 0) {
        raw = (source[next] & 0x7F) | ((source[next + 1] & 0x7F) << 7) | (source[next + 2] << 14);
        next += 3;
      } else {
        position = next;
        long value = readLong(field);
        next = position;
        raw = (value << 1) ^ (value >> 63);
      }
      long value = (raw >>> 1) ^ -(raw & 1);
      target[i] = value;
      if (!(value >= 0 && value <= max)) {
        position = next;
        return i;
      }
    }
    position = next;
    return to;
  }

  int readInt(String field) {
    if (position < bytes.length && bytes[position] >= 0) {
      int raw = bytes[position++];
      return (raw >>> 1) ^ -(raw & 1);
    }
    int before = position;
    long value = readLong(field);
    // Five bytes hold any int, and other readers of this encoding take no more.
    if (value != (int) value || position - before > 5) {
      throw new WireFormatException(
          RejectionReason.MALFORMED,
          "%s: %d in %d bytes (expected: an int of 32 bits in at most 5)"
              .formatted(field, value, position - before));
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
    int branch = readInt(field);
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
    int start = position - length;
    return isAscii(start, length)
        ? new String(bytes, start, length, StandardCharsets.US_ASCII)
        : decodeUtf8(field, start, length);
  }

  /** Moves past a string, checking that it is UTF-8, and returns its length in bytes. */
  int skipString(String field) {
    int length = skipBytes(field);
    int start = position - length;
    if (!isAscii(start, length)) {
      decodeUtf8(field, start, length);
    }
    return length;
  }

  private boolean isAscii(int start, int length) {
    int bits = 0;
    for (int i = start; i < start + length; i++) {
      bits |= bytes[i];
    }
    return bits >= 0;
  }

  private String decodeUtf8(String field, int start, int length) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, start, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw new WireFormatException(
          RejectionReason.MALFORMED, field + ": bytes that are not UTF-8 (expected: a string)", e);
    }
  }

  /**
   * Reads the head of an array's or map's next block.
   *
   * @return items in the block; 0 at the end
   */
  int readBlock(String field) {
    long items = readLong(field);
    // Every item here takes a byte at least, so a count beyond what there is room for is a lie.
    if (items < 0) {
      long blockBytes = readLong(field);
      // The smallest long has no opposite.
      if (items == Long.MIN_VALUE || !(blockBytes >= -items && blockBytes <= remaining())) {
        throw new WireFormatException(
            RejectionReason.MALFORMED,
            "%s: block of %d items in %d bytes (expected: a byte an item, and at most %d)"
                .formatted(field, items, blockBytes, remaining()));
      }
      items = -items;
    }
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
