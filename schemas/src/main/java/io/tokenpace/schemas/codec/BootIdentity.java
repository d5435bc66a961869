package io.tokenpace.schemas.codec;

import io.tokenpace.schemas.wire.BootId;
import java.nio.ByteBuffer;

/**
 * Identity of one start of a producer: 16 bytes, as two big-endian halves.
 *
 * @param high the first eight bytes
 * @param low the last eight bytes
 */
public record BootIdentity(long high, long low) {
  /** Length in bytes. */
  public static final int BYTES = 16;

  /**
   * The identity that the first 16 bytes of an array spell.
   *
   * @throws IllegalArgumentException if there are fewer
   */
  public static BootIdentity of(byte[] bytes) {
    if (bytes.length < BYTES) {
      throw new IllegalArgumentException(
          "boot: %d bytes (expected: >= %d)".formatted(bytes.length, BYTES));
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new BootIdentity(buffer.getLong(), buffer.getLong());
  }

  BootId toWire() {
    return new BootId(ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array());
  }

  /** 32 hexadecimal digits. */
  @Override
  public String toString() {
    return "%016x%016x".formatted(high, low);
  }
}
