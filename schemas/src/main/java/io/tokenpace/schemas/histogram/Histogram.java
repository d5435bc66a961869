package io.tokenpace.schemas.histogram;

import org.jspecify.annotations.Nullable;

/**
 * Observations of one latency: exact count, sum, min and max, and counts by {@link HistogramLayout}
 * cell. Adding and merging commute, so the same observations give the same histogram in any order.
 *
 * <p>Latencies of one series lie close together, so cells are kept in pages that come to be when
 * first hit: values within a factor of two take less than 2 KiB, the wide spread of a busy fleet 6,
 * where a dense one takes 34.
 *
 * <p>NOT thread-safe.
 */
public final class Histogram {
  private static final int PAGE_BITS = 5;

  /** Cells of a page. */
  static final int PAGE_CELLS = 1 << PAGE_BITS;

  /** Pages there may be. */
  static final int PAGES = (HistogramLayout.CELLS + PAGE_CELLS - 1) / PAGE_CELLS;

  private final long[] @Nullable [] pages = new long[PAGES][];
  private long count;
  private long sum;
  private long minMicros = Long.MAX_VALUE;
  private long maxMicros = -1;

  /** Receives the cells of a histogram that hold something. */
  public interface CellVisitor {
    /**
     * One cell.
     *
     * @param index the cell, ascending from call to call
     * @param count what it holds, at least 1
     */
    void cell(int index, long count);
  }

  /**
   * Adds one observation whose sum is in microseconds.
   *
   * @param valueMicros from 0 to {@link HistogramLayout#MAX_VALUE_MICROS}
   */
  public void add(long valueMicros) {
    add(valueMicros, 1, valueMicros);
  }

  /**
   * Adds equal observations.
   *
   * @param valueMicros from 0 to {@link HistogramLayout#MAX_VALUE_MICROS}
   * @param observations how many, at least 1
   * @param sumOfAll their exact sum, in the unit this histogram's sums have
   */
  public void add(long valueMicros, long observations, long sumOfAll) {
    addToCell(HistogramLayout.index(valueMicros), observations);
    count += observations;
    sum += sumOfAll;
    minMicros = Math.min(minMicros, valueMicros);
    maxMicros = Math.max(maxMicros, valueMicros);
  }

  /**
   * Adds one observation each of several values whose sum is in microseconds.
   *
   * @param valuesMicros each from 0 to {@link HistogramLayout#MAX_VALUE_MICROS}
   * @param from position of the first
   * @param to position after the last
   */
  public void addAll(long[] valuesMicros, int from, int to) {
    long addedSum = 0;
    long min = minMicros;
    long max = maxMicros;
    for (int i = from; i < to; i++) {
      long valueMicros = valuesMicros[i];
      addToCell(HistogramLayout.index(valueMicros), 1);
      addedSum += valueMicros;
      min = Math.min(min, valueMicros);
      max = Math.max(max, valueMicros);
    }
    count += Math.max(0, to - from);
    sum += addedSum;
    minMicros = min;
    maxMicros = max;
  }

  private void addToCell(int index, long observations) {
    page(index)[index & (PAGE_CELLS - 1)] += observations;
  }

  /** The page of a cell, to be added to by who adds to the totals also. */
  long[] page(int index) {
    int pageNumber = index >> PAGE_BITS;
    long[] page = pages[pageNumber];
    if (page == null) {
      page = new long[PAGE_CELLS];
      pages[pageNumber] = page;
    }
    return page;
  }

  /** A page to be read, or null if none of its cells was ever added to. */
  long @Nullable [] pageOrNull(int pageNumber) {
    return pages[pageNumber];
  }

  /** Adds to all but the cells. */
  void addTotals(long observations, long sumOfAll, long smallestMicros, long largestMicros) {
    count += observations;
    sum += sumOfAll;
    minMicros = Math.min(minMicros, smallestMicros);
    maxMicros = Math.max(maxMicros, largestMicros);
  }

  /** Adds all observations of another histogram, which stays as it is. */
  public void merge(Histogram other) {
    for (int pageNumber = 0; pageNumber < PAGES; pageNumber++) {
      long[] theirs = other.pages[pageNumber];
      if (theirs == null) {
        continue;
      }
      long[] ours = pages[pageNumber];
      if (ours == null) {
        pages[pageNumber] = theirs.clone();
        continue;
      }
      for (int cell = 0; cell < PAGE_CELLS; cell++) {
        ours[cell] += theirs[cell];
      }
    }
    addTotals(other.count, other.sum, other.minMicros, other.maxMicros);
  }

  /**
   * A histogram from its stored parts.
   *
   * @param index ascending cells
   * @param counts what each holds, at least 1; as many as index
   * @throws IllegalArgumentException if the parts contradict each other
   */
  public static Histogram of(int[] index, long[] counts, long sum, long minMicros, long maxMicros) {
    if (index.length != counts.length) {
      throw new IllegalArgumentException(
          "counts: %d entries (expected: %d, as many as index)"
              .formatted(counts.length, index.length));
    }
    Histogram histogram = new Histogram();
    for (int i = 0; i < index.length; i++) {
      if (!(index[i] >= 0 && index[i] < HistogramLayout.CELLS)
          || (i > 0 && index[i] <= index[i - 1])) {
        throw new IllegalArgumentException(
            "index[%d]: %d (expected: ascending cells from 0 to %d)"
                .formatted(i, index[i], HistogramLayout.CELLS - 1));
      }
      if (counts[i] < 1) {
        throw new IllegalArgumentException(
            "counts[%d]: %d (expected: >= 1)".formatted(i, counts[i]));
      }
      histogram.addToCell(index[i], counts[i]);
      histogram.count += counts[i];
      if (histogram.count < 0) {
        throw new IllegalArgumentException(
            "counts: more than a long in all (expected: at most %d)".formatted(Long.MAX_VALUE));
      }
    }
    if (histogram.count > 0) {
      requireBounds(index, histogram.count, minMicros, maxMicros);
      histogram.sum = sum;
      histogram.minMicros = minMicros;
      histogram.maxMicros = maxMicros;
    }
    return histogram;
  }

  private static void requireBounds(int[] index, long count, long min, long max) {
    if (!(min >= 0 && min <= max && max <= HistogramLayout.MAX_VALUE_MICROS)
        || (count == 1 && min != max)
        || HistogramLayout.index(min) != index[0]
        || HistogramLayout.index(max) != index[index.length - 1]) {
      throw new IllegalArgumentException(
          "min and max: %d and %d of %d observations (expected: in the first and the last cell)"
              .formatted(min, max, count));
    }
  }

  /** A histogram of the same observations that shares nothing with this one. */
  public Histogram copy() {
    Histogram copy = new Histogram();
    copy.merge(this);
    return copy;
  }

  /** Number of observations. */
  public long count() {
    return count;
  }

  /** Exact sum of the observations; 0 if there are none. */
  public long sum() {
    return sum;
  }

  /**
   * Exact smallest observation, microseconds.
   *
   * @throws IllegalStateException without observations
   */
  public long minMicros() {
    requireObservations();
    return minMicros;
  }

  /**
   * Exact largest observation, microseconds.
   *
   * @throws IllegalStateException without observations
   */
  public long maxMicros() {
    requireObservations();
    return maxMicros;
  }

  /**
   * The value at a quantile by nearest rank: rank = max(1, ⌈q · count⌉) in integers; the midpoint
   * of that rank's cell, clamped to [min, max]. Within 1 % or 1 µs, whichever is more, of the
   * observation with that rank.
   *
   * @param partsPerMillion the quantile, from 0 to 1,000,000
   * @return microseconds
   * @throws IllegalStateException without observations
   */
  public long quantileMicros(int partsPerMillion) {
    if (!(partsPerMillion >= 0 && partsPerMillion <= 1_000_000)) {
      throw new IllegalArgumentException(
          "partsPerMillion: %d (expected: 0 to 1000000)".formatted(partsPerMillion));
    }
    requireObservations();
    long remaining = rank(partsPerMillion);
    for (int pageNumber = 0; pageNumber < PAGES; pageNumber++) {
      long[] page = pages[pageNumber];
      if (page == null) {
        continue;
      }
      for (int cell = 0; cell < PAGE_CELLS; cell++) {
        remaining -= page[cell];
        if (remaining <= 0) {
          return clampedMidpointMicros((pageNumber << PAGE_BITS) + cell);
        }
      }
    }
    throw new IllegalStateException("cells hold less than count: " + count);
  }

  /** Splits the count so that no product overflows. */
  private long rank(int partsPerMillion) {
    long wholes = count / 1_000_000 * partsPerMillion;
    long rest = (count % 1_000_000 * partsPerMillion + 999_999) / 1_000_000;
    return Math.max(1, wholes + rest);
  }

  /**
   * How many observations are above a bound, as far as cells can tell: those whose value as a
   * quantile reads it, the midpoint of their cell clamped to [min, max], is above it.
   *
   * <p>Exact for bounds below 256 µs, bounds outside [min, max), and bounds that are the largest
   * value of their cell. Otherwise the observations of the bound's own cell, whose values lie on
   * both sides of it, count all or not at all: the answer is the exact count above another bound at
   * most 0.4 % away. What has to be exact is counted when it is observed.
   *
   * @param boundMicros any number, microseconds
   * @return 0 without observations
   */
  public long countAbove(long boundMicros) {
    long[] above = {0};
    forEachCell(
        (index, inCell) -> {
          if (clampedMidpointMicros(index) > boundMicros) {
            above[0] += inCell;
          }
        });
    return above[0];
  }

  private long clampedMidpointMicros(int index) {
    return Math.max(minMicros, Math.min(maxMicros, HistogramLayout.midpointMicros(index)));
  }

  /** Number of cells that hold something. */
  public int cells() {
    int[] cells = {0};
    forEachCell((index, inCell) -> cells[0]++);
    return cells[0];
  }

  /** Shows every cell that holds something, ascending. */
  public void forEachCell(CellVisitor visitor) {
    for (int pageNumber = 0; pageNumber < PAGES; pageNumber++) {
      long[] page = pages[pageNumber];
      if (page == null) {
        continue;
      }
      for (int cell = 0; cell < PAGE_CELLS; cell++) {
        if (page[cell] != 0) {
          visitor.cell((pageNumber << PAGE_BITS) + cell, page[cell]);
        }
      }
    }
  }

  private void requireObservations() {
    if (count == 0) {
      throw new IllegalStateException("no observations");
    }
  }
}
