package io.tokenpace.schemas.codec;

/**
 * Walks one array of a report, item by item.
 *
 * <p>NOT thread-safe.
 */
abstract class ItemCursor {
  /** Farthest an event may lie from its report's base time or from accepted: 2^40 µs, 12.7 days. */
  static final long MAX_OFFSET_MICROS = 1L << 40;

  /** More tokens than any answer has; sums of as many requests as a broker can hold stay exact. */
  static final long MAX_TOKENS = 1L << 28;

  final BinaryReader reader = new BinaryReader();
  private final String arrayName;
  private int leftInBlock;
  private boolean atEnd;
  private long baseTimeMicros;

  ItemCursor(String arrayName) {
    this.arrayName = arrayName;
  }

  final void reset(byte[] bytes, int position, long newBaseTimeMicros) {
    reader.reset(bytes, position);
    baseTimeMicros = newBaseTimeMicros;
    leftInBlock = 0;
    atEnd = false;
  }

  /** Walks the array a reader stands before to its end, and returns where it began. */
  final int check(BinaryReader from, long newBaseTimeMicros) {
    int position = from.position();
    reset(from.bytes(), position, newBaseTimeMicros);
    while (next()) {
      // Reading an item checks it.
    }
    from.moveTo(reader.position());
    return position;
  }

  /** Moves to the next item; false at the end. */
  public final boolean next() {
    if (leftInBlock == 0) {
      if (!atEnd) {
        leftInBlock = reader.readBlock(arrayName);
      }
      if (leftInBlock == 0) {
        atEnd = true;
        return false;
      }
    }
    leftInBlock--;
    readItem();
    return true;
  }

  /** Reads and checks one item, all of it. */
  abstract void readItem();

  /** Reads an offset to the base time and returns UTC microseconds. */
  final long readTime(String field) {
    long offset = reader.readLong(field);
    if (!(offset >= -MAX_OFFSET_MICROS && offset <= MAX_OFFSET_MICROS)) {
      throw invalid(field, offset, "at most 2^40 µs from the base time");
    }
    return baseTimeMicros + offset;
  }

  /** Reads a duration, a count or another number that is never negative. */
  final long readAtMost(String field, long max) {
    long value = reader.readLong(field);
    if (!(value >= 0 && value <= max)) {
      throw invalid(field, value, "0 to " + max);
    }
    return value;
  }

  /** Reads a duration or count that may be null, given as −1. */
  final long readOptional(String field, long max) {
    return reader.readPresent(field) ? readAtMost(field, max) : -1;
  }

  /** Reads a number that is an int on the wire. */
  final int readIntAtLeast(String field, int min) {
    int value = reader.readInt(field);
    if (value < min) {
      throw invalid(field, value, ">= " + min);
    }
    return value;
  }

  /** Reads a number that is an int on the wire and may be null, given as −1. */
  final int readOptionalInt(String field, int max) {
    if (!reader.readPresent(field)) {
      return -1;
    }
    int value = reader.readInt(field);
    if (!(value >= 0 && value <= max)) {
      throw invalid(field, value, "0 to " + max);
    }
    return value;
  }

  /** Moves past a string that may be null. */
  final void skipOptionalString(String field, int maxBytes) {
    if (reader.readPresent(field)) {
      int length = reader.skipString(field);
      if (length > maxBytes) {
        throw invalid(field, length, "at most " + maxBytes + " bytes");
      }
    }
  }

  final WireFormatException invalid(String field, long value, String expected) {
    return new WireFormatException(
        RejectionReason.INVALID,
        "%s.%s: %d (expected: %s)".formatted(arrayName, field, value, expected));
  }
}
