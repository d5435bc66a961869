package io.tokenpace.schemas.histogram;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A histogram that only waits to be added to others: what a busy one takes 6 KiB for fits into one
 * or two, as cells of one page hold counts of about one size. Adding it costs no more than merging
 * the histogram.
 *
 * <pre>
 *   bytes = page*                          of the pages that hold something, ascending
 *   page  = first cell (2) · cells (1) · width (1) · what each holds (width)
 * </pre>
 *
 * <p>A page's cells are those from its first to its last that holds something; the width, 1, 2, 4
 * or 8, is that of the largest. Numbers are unsigned, the highest byte first.
 *
 * <p>Thread-safe: immutable.
 */
public final class PackedHistogram {
  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final int HEAD_BYTES = 4;

  private final byte[] pages;
  private final long count;
  private final long sum;
  private final long minMicros;
  private final long maxMicros;

  private PackedHistogram(byte[] pages, long count, long sum, long minMicros, long maxMicros) {
    this.pages = pages;
    this.count = count;
    this.sum = sum;
    this.minMicros = minMicros;
    this.maxMicros = maxMicros;
  }

  /** The observations of a histogram as they are now. */
  public static PackedHistogram of(Histogram histogram) {
    if (histogram.count() == 0) {
      return new PackedHistogram(new byte[0], 0, 0, 0, 0);
    }
    return new PackedHistogram(
        pack(histogram),
        histogram.count(),
        histogram.sum(),
        histogram.minMicros(),
        histogram.maxMicros());
  }

  private static byte[] pack(Histogram histogram) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Histogram.PAGES * (HEAD_BYTES + Histogram.PAGE_CELLS * Long.BYTES));
    for (int pageNumber = 0; pageNumber < Histogram.PAGES; pageNumber++) {
      long[] page = histogram.pageOrNull(pageNumber);
      if (page != null) {
        pack(page, pageNumber * Histogram.PAGE_CELLS, bytes);
      }
    }
    byte[] packed = new byte[bytes.position()];
    bytes.get(0, packed);
    return packed;
  }

  private static void pack(long[] page, int firstCellOfPage, ByteBuffer bytes) {
    int first = 0;
    int last = page.length;
    long highest = 0;
    while (first < last && page[first] == 0) {
      first++;
    }
    while (last > first && page[last - 1] == 0) {
      last--;
    }
    for (int cell = first; cell < last; cell++) {
      highest |= page[cell];
    }
    if (first == last) {
      return;
    }
    int width = width(highest);
    bytes.putShort((short) (firstCellOfPage + first)).put((byte) (last - first)).put((byte) width);
    for (int cell = first; cell < last; cell++) {
      for (int shift = Byte.SIZE * (width - 1); shift >= 0; shift -= Byte.SIZE) {
        bytes.put((byte) (page[cell] >>> shift));
      }
    }
  }

  private static int width(long highest) {
    int width = 1;
    while (width < Long.BYTES && highest >>> (Byte.SIZE * width) != 0) {
      width *= 2;
    }
    return width;
  }

  /** Adds all observations to a histogram. */
  public void addTo(Histogram histogram) {
    int at = 0;
    while (at < pages.length) {
      int cell = (short) SHORTS.get(pages, at) & 0xFFFF;
      int cells = pages[at + 2];
      int width = pages[at + 3];
      add(at + HEAD_BYTES, width, histogram.page(cell), cell & (Histogram.PAGE_CELLS - 1), cells);
      at += HEAD_BYTES + width * cells;
    }
    if (count > 0) {
      histogram.addTotals(count, sum, minMicros, maxMicros);
    }
  }

  private void add(int from, int width, long[] page, int first, int cells) {
    int at = from;
    int last = first + cells;
    switch (width) {
      case Byte.BYTES -> {
        for (int cell = first; cell < last; cell++, at += Byte.BYTES) {
          page[cell] += pages[at] & 0xFF;
        }
      }
      case Short.BYTES -> {
        for (int cell = first; cell < last; cell++, at += Short.BYTES) {
          page[cell] += (short) SHORTS.get(pages, at) & 0xFFFF;
        }
      }
      case Integer.BYTES -> {
        for (int cell = first; cell < last; cell++, at += Integer.BYTES) {
          page[cell] += (int) INTS.get(pages, at) & 0xFFFF_FFFFL;
        }
      }
      default -> {
        for (int cell = first; cell < last; cell++, at += Long.BYTES) {
          page[cell] += (long) LONGS.get(pages, at);
        }
      }
    }
  }

  /** Bytes its cells take. */
  public int bytes() {
    return pages.length;
  }
}
