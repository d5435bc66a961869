package io.tokenpace.schemas.codec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Values met lately, by their bytes: every report of a node names the same few label sets, engines
 * and GPUs, and making their texts anew for each would be most of what a report allocates. What is
 * not met again gives way to what is.
 *
 * <p>NOT thread-safe.
 */
final class RecentValues<T> {
  private static final int SLOTS = 1 << 10;

  private final Function<BinaryReader, T> read;
  private final byte[] @Nullable [] bytes = new byte[SLOTS][];
  private final List<@Nullable T> values = new ArrayList<>(Collections.nCopies(SLOTS, null));

  /**
   * Values of one kind.
   *
   * @param read makes one from where a reader stands
   */
  RecentValues(Function<BinaryReader, T> read) {
    this.read = read;
  }

  /** The value that lies in a report from one position to another. */
  T of(BinaryReader reader, int from, int to) {
    byte[] report = reader.bytes();
    int hash = 1;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + report[i];
    }
    int slot = (hash ^ (hash >>> 16)) & (SLOTS - 1);
    byte[] known = bytes[slot];
    T found = values.get(slot);
    if (found != null && known != null && Arrays.equals(known, 0, known.length, report, from, to)) {
      return found;
    }
    reader.moveTo(from);
    T value = read.apply(reader);
    bytes[slot] = Arrays.copyOfRange(report, from, to);
    values.set(slot, value);
    return value;
  }
}
