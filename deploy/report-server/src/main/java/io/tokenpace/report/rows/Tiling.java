package io.tokenpace.report.rows;

import io.tokenpace.report.Range;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Chooses the fewest of a key's rows that hold all its data in a range exactly once: longest
 * windows first, then shorter ones in the gaps where no longer one lies. Time without a row is time
 * without data.
 *
 * <pre>
 *   range      10:58 ─────────────────────────── 12:06
 *   1 min      ▪▪                                    ▪
 *   5 min                                       ▪▪▪▪▪
 *   1 h          ▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪
 * </pre>
 *
 * <p>This is exact because windows nest: each length used is a multiple of the next shorter one, so
 * two windows either lie in each other or apart. A length that would break this is not used.
 *
 * <p>Use: for each length of {@link #longestFirst}, read the rows in {@link #gaps} and {@link
 * #take} them. NOT thread-safe.
 */
final class Tiling {
  private final long fromMillis;
  private final long toMillis;
  private final List<RowPosition> chosen = new ArrayList<>();

  /** A tiling of a range of whole milliseconds. */
  Tiling(Range range) {
    this.fromMillis = range.from().toEpochMilli();
    this.toMillis = range.to().toEpochMilli();
  }

  /** The lengths to use, descending: the shortest there is, and each that nests in the next. */
  static List<Long> longestFirst(Collection<Long> windowMillis) {
    List<Long> nesting = new ArrayList<>();
    windowMillis.stream()
        .distinct()
        .sorted()
        .forEach(
            length -> {
              if (nesting.isEmpty() || length % nesting.get(0) == 0) {
                nesting.add(0, length);
              }
            });
    return nesting;
  }

  /** Where rows of a length are still wanted: stretches of whole windows that nothing covers. */
  List<Range> gaps(long windowMillis) {
    List<Range> gaps = new ArrayList<>();
    long start = fromMillis;
    for (RowPosition row : chosen) {
      addWholeWindows(start, row.startMillis(), windowMillis, gaps);
      start = row.windowEndMillis();
    }
    addWholeWindows(start, toMillis, windowMillis, gaps);
    return gaps;
  }

  private static void addWholeWindows(long start, long end, long windowMillis, List<Range> gaps) {
    long first = -Math.floorDiv(-start, windowMillis) * windowMillis;
    long last = Math.floorDiv(end, windowMillis) * windowMillis;
    if (first < last) {
      gaps.add(new Range(Instant.ofEpochMilli(first), Instant.ofEpochMilli(last)));
    }
  }

  /** Takes rows that lie in the gaps of their length. */
  void take(Collection<RowPosition> rows) {
    chosen.addAll(rows);
    chosen.sort(Comparator.comparingLong(RowPosition::windowEndMillis));
  }

  /** The rows taken, in order of time; all of them lie wholly inside the range. */
  List<RowPosition> chosen() {
    return List.copyOf(chosen);
  }
}
