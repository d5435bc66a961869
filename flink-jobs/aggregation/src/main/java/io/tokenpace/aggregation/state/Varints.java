package io.tokenpace.aggregation.state;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Numbers in as few bytes as they need: seven bits a byte, low bits first, negative ones folded
 * between the positive (zigzag), as Avro and Protocol Buffers do.
 */
public final class Varints {
  private Varints() {}

  /** Writes a number. */
  public static void write(long value, DataOutput output) throws IOException {
    long rest = (value << 1) ^ (value >> 63);
    while ((rest & ~0x7FL) != 0) {
      output.writeByte((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    output.writeByte((int) rest);
  }

  /**
   * Reads a number.
   *
   * @throws IOException if it has more than 64 bits
   */
  public static long read(DataInput input) throws IOException {
    long raw = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte next = input.readByte();
      raw |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return (raw >>> 1) ^ -(raw & 1);
      }
    }
    throw new IOException("a number of more than 64 bits (expected: a long)");
  }

  /**
   * Reads a number of things.
   *
   * @throws IOException if it is negative or no int
   */
  public static int readCount(DataInput input) throws IOException {
    long count = read(input);
    if (!(count >= 0 && count <= Integer.MAX_VALUE)) {
      throw new IOException("count: " + count + " (expected: 0 or more)");
    }
    return (int) count;
  }
}
