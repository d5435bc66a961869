package io.tokenpace.aggregation.state;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Bytes of a type that operators keep or exchange. What is written begins with the version, so that
 * what an older version wrote can still be read.
 *
 * <p>Thread-safe: implementations hold no state.
 *
 * @param <T> the type
 */
public interface VersionedCodec<T> {
  /** Writes a value in today's version. */
  void write(T value, DataOutput output) throws IOException;

  /**
   * Reads a value of any version there has been.
   *
   * @throws IOException if the version is unknown, or the bytes end early or contradict themselves
   */
  T read(DataInput input) throws IOException;

  /** A value of the same content that shares nothing mutable with this one. */
  T copy(T value);

  /** A value to begin with. */
  T empty();

  /** Reads a version and refuses any other than the one there is. */
  static void requireVersion(String type, int expected, DataInput input) throws IOException {
    int version = input.readUnsignedByte();
    if (version != expected) {
      throw new IOException("%s: version %d (expected: %d)".formatted(type, version, expected));
    }
  }
}
