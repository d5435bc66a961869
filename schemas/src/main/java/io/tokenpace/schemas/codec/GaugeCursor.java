package io.tokenpace.schemas.codec;

/**
 * Walks one array of a report whose items are readings: texts that come again in report after
 * report, and numbers. Asking for a text that was met lately allocates nothing.
 *
 * <p>NOT thread-safe.
 */
abstract class GaugeCursor extends ItemCursor {
  /** A million millions in a thousand: more than any counter counts; 8,192 of them have a sum. */
  public static final long MAX_VALUE = 1L << 50;

  /** Parts per million of a share that is all. */
  public static final long MAX_PPM = 1_000_000;

  private final RecentValues<String> texts;

  GaugeCursor(String arrayName, RecentValues<String> texts) {
    super(arrayName);
    this.texts = texts;
  }

  /** Moves past a text of 1 to 128 bytes and returns where it began. */
  final int skipText(String field) {
    int position = reader.position();
    SeriesLabels.checkLabel(reader, field);
    return position;
  }

  /** The text that lies from one position to another. */
  final String text(int from, int to) {
    int next = reader.position();
    String text = texts.of(reader, from, to);
    reader.moveTo(next);
    return text;
  }
}
