package io.tokenpace.aggregation.slice;

import java.util.ArrayList;
import java.util.List;

/**
 * Which reports of a boot have come: the {@value #WIDTH} sequences up to the highest. What has come
 * is a duplicate when it comes again; what lies below the window is taken for one.
 *
 * <p>A gap below a new highest sequence is missing in the slice of the report that shows it, and is
 * taken back from that slice when it comes after all.
 *
 * <p>NOT thread-safe.
 */
final class SequenceWindow {
  /** How far below the highest sequence reports are told apart. */
  static final int WIDTH = 1_024;

  private final long[] seen = new long[WIDTH / Long.SIZE];
  private final List<Gap> gaps = new ArrayList<>();
  private long highest = -1;

  /** Sequences from..to (inclusive) were found missing in a slice. */
  record Gap(long from, long to, long sliceStartMillis) {}

  /** Whether a report has come already, or must be taken for one that has. */
  boolean duplicate(long sequence) {
    if (sequence > highest) {
      return false;
    }
    return sequence <= highest - WIDTH || bit(sequence);
  }

  /**
   * Marks a report that is not a duplicate.
   *
   * @param sliceStartMillis slice of the report
   * @return how many reports it shows to be missing, in its own slice
   */
  long mark(long sequence, long sliceStartMillis) {
    long missing = 0;
    if (sequence > highest) {
      if (highest >= 0 && sequence > highest + 1) {
        missing = sequence - highest - 1;
        gaps.add(new Gap(highest + 1, sequence - 1, sliceStartMillis));
      }
      forget(sequence);
      highest = sequence;
    }
    setBit(sequence);
    return missing;
  }

  /**
   * Whether no report of a stretch can still come: each has come, or would be taken for one that
   * has.
   *
   * @param from the first of them
   * @param to the one after the last; at most the highest plus one
   */
  boolean allSeen(long from, long to) {
    long sequence = Math.max(from, Math.max(0, highest - WIDTH + 1));
    while (sequence < to) {
      if (sequence % Long.SIZE == 0 && to - sequence >= Long.SIZE) {
        if (seen[word(sequence)] != -1L) {
          return false;
        }
        sequence += Long.SIZE;
      } else if (bit(sequence)) {
        sequence++;
      } else {
        return false;
      }
    }
    return true;
  }

  /**
   * Takes a report that came after all out of the gap it was missing in.
   *
   * @return start of the slice that counted it as missing; −1 if none did
   */
  long takeBack(long sequence) {
    for (int i = 0; i < gaps.size(); i++) {
      Gap gap = gaps.get(i);
      if (sequence >= gap.from() && sequence <= gap.to()) {
        gaps.remove(i);
        if (sequence < gap.to()) {
          gaps.add(i, new Gap(sequence + 1, gap.to(), gap.sliceStartMillis()));
        }
        if (sequence > gap.from()) {
          gaps.add(i, new Gap(gap.from(), sequence - 1, gap.sliceStartMillis()));
        }
        return gap.sliceStartMillis();
      }
    }
    return -1;
  }

  /** Clears the bits a new highest sequence moves out of the window, and the gaps below it. */
  private void forget(long newHighest) {
    long from = Math.max(highest + 1, newHighest - WIDTH + 1);
    for (long sequence = from; sequence <= newHighest; sequence++) {
      seen[word(sequence)] &= ~mask(sequence);
    }
    gaps.removeIf(gap -> gap.to() <= newHighest - WIDTH);
  }

  private boolean bit(long sequence) {
    return (seen[word(sequence)] & mask(sequence)) != 0;
  }

  private void setBit(long sequence) {
    seen[word(sequence)] |= mask(sequence);
  }

  private static int word(long sequence) {
    return (int) (sequence % WIDTH) / Long.SIZE;
  }

  private static long mask(long sequence) {
    return 1L << (sequence % Long.SIZE);
  }

  long highest() {
    return highest;
  }

  long[] seen() {
    return seen;
  }

  List<Gap> gaps() {
    return gaps;
  }

  static SequenceWindow of(long highest, long[] seen, List<Gap> gaps) {
    SequenceWindow window = new SequenceWindow();
    window.highest = highest;
    System.arraycopy(seen, 0, window.seen, 0, window.seen.length);
    window.gaps.addAll(gaps);
    return window;
  }
}
