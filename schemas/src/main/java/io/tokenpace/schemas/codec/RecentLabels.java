package io.tokenpace.schemas.codec;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Label sets met lately, by their bytes: every report of a node names the same few sets, and making
 * their texts anew for each would be most of what a report allocates. What is not met again gives
 * way to what is.
 *
 * <p>NOT thread-safe.
 */
final class RecentLabels {
  private static final int SLOTS = 1 << 10;

  private final byte[] @Nullable [] bytes = new byte[SLOTS][];
  private final @Nullable SeriesLabels[] labels = new @Nullable SeriesLabels[SLOTS];

  /** The label set that lies in a report from one position to another. */
  SeriesLabels of(BinaryReader reader, int from, int to) {
    byte[] report = reader.bytes();
    int hash = 1;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + report[i];
    }
    int slot = (hash ^ (hash >>> 16)) & (SLOTS - 1);
    byte[] known = bytes[slot];
    SeriesLabels found = labels[slot];
    if (found != null && known != null && Arrays.equals(known, 0, known.length, report, from, to)) {
      return found;
    }
    reader.moveTo(from);
    SeriesLabels read = SeriesLabels.read(reader);
    bytes[slot] = Arrays.copyOfRange(report, from, to);
    labels[slot] = read;
    return read;
  }
}
