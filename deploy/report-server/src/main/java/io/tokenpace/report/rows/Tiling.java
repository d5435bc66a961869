package io.tokenpace.report.rows;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Chooses the fewest of a key's rows that hold all its data in a range exactly once: longest
 * windows first, then shorter ones where no longer one lies. Time without a row is time without
 * data. Pure.
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
 */
final class Tiling {
  private Tiling() {}

  /** The chosen rows in order of time; all of them lie wholly inside the range. */
  static List<RowPosition> choose(Collection<RowPosition> rows, Range range) {
    List<Long> lengths = nestingLengths(rows);
    List<RowPosition> chosen = new ArrayList<>();
    Set<RowPosition> taken = new HashSet<>();
    for (int i = lengths.size() - 1; i >= 0; i--) {
      for (RowPosition row : rows) {
        if (row.windowMillis() == lengths.get(i)
            && range.holds(row)
            && !liesInTaken(row, lengths.subList(i + 1, lengths.size()), taken)) {
          chosen.add(row);
        }
      }
      taken.addAll(chosen);
    }
    chosen.sort(Comparator.comparingLong(RowPosition::windowEndMillis));
    return chosen;
  }

  /** The one window of a longer length around a row ends at the next multiple of that length. */
  private static boolean liesInTaken(
      RowPosition row, List<Long> longerLengths, Set<RowPosition> taken) {
    return longerLengths.stream()
        .anyMatch(
            length -> {
              long end = -Math.floorDiv(-row.windowEndMillis(), length) * length;
              return taken.contains(new RowPosition(length, end));
            });
  }

  /** Ascending, each a multiple of the one before; starts with the shortest there is. */
  private static List<Long> nestingLengths(Collection<RowPosition> rows) {
    List<Long> nesting = new ArrayList<>();
    rows.stream()
        .map(RowPosition::windowMillis)
        .distinct()
        .sorted()
        .forEach(
            length -> {
              if (nesting.isEmpty() || length % nesting.get(nesting.size() - 1) == 0) {
                nesting.add(length);
              }
            });
    return nesting;
  }
}
