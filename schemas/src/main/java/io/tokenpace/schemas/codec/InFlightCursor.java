package io.tokenpace.schemas.codec;

/**
 * The requests that were in flight when a report was complete: all of them, or the report has no
 * such list.
 *
 * <p>NOT thread-safe.
 */
public final class InFlightCursor extends RequestCursor {
  private long acceptedMicros;
  private long outputTokens;

  InFlightCursor() {
    super("inFlight");
  }

  @Override
  void readItem() {
    readRequestAndSeries();
    acceptedMicros = readTime("acceptedOffsetMicros");
    outputTokens = readAtMost("outputTokens", MAX_TOKENS);
  }

  /** Event time of accepted, UTC microseconds. */
  public long acceptedMicros() {
    return acceptedMicros;
  }

  /** Output tokens counted so far. */
  public long outputTokens() {
    return outputTokens;
  }
}
