package io.tokenpace.schemas.codec;

/**
 * Walks one array of a report whose items are about a request.
 *
 * <p>NOT thread-safe.
 */
abstract class RequestCursor extends ItemCursor {
  private static final long MAX_REQUEST = Long.MAX_VALUE >> 1;

  private int seriesCount;
  private long request;
  private int series;

  RequestCursor(String arrayName) {
    super(arrayName);
  }

  final void reset(byte[] bytes, int position, long baseTimeMicros, int newSeriesCount) {
    reset(bytes, position, baseTimeMicros);
    seriesCount = newSeriesCount;
  }

  /** {@link #check(BinaryReader, long)} of items that name one of so many label sets. */
  final int check(BinaryReader from, long baseTimeMicros, int newSeriesCount) {
    seriesCount = newSeriesCount;
    return check(from, baseTimeMicros);
  }

  /** Number of the request in its boot. */
  public final long request() {
    return request;
  }

  /** Position of the request's label set. */
  public final int series() {
    return series;
  }

  final void readRequestAndSeries() {
    request = readAtMost("request", MAX_REQUEST);
    series = reader.readInt("series");
    if (!(series >= 0 && series < seriesCount)) {
      throw invalid("series", series, "0 to " + (seriesCount - 1));
    }
  }
}
