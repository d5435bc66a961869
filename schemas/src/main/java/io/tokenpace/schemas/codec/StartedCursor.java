package io.tokenpace.schemas.codec;

/**
 * The requests that started in a report.
 *
 * <p>NOT thread-safe.
 */
public final class StartedCursor extends RequestCursor {
  private static final long MAX_COUNT = 1L << 40;

  private long acceptedMicros;
  private long uploadMicros;
  private boolean streaming;
  private int choices;
  private int prompts;

  StartedCursor() {
    super("started");
  }

  @Override
  void readItem() {
    readRequestAndSeries();
    acceptedMicros = readTime("acceptedOffsetMicros");
    uploadMicros = readOptional("uploadMicros", MAX_OFFSET_MICROS);
    streaming = reader.readBoolean("streaming");
    SeriesLabels.checkLabel(reader, "started.operation");
    choices = readIntAtLeast("choices", 1);
    prompts = readIntAtLeast("prompts", 1);
    readOptional("requestBytes", MAX_COUNT);
  }

  /** Event time of accepted, UTC microseconds. */
  public long acceptedMicros() {
    return acceptedMicros;
  }

  /** Head read to accepted, microseconds; −1 if not seen. */
  public long uploadMicros() {
    return uploadMicros;
  }

  /** Whether a streamed answer was asked for. */
  public boolean streaming() {
    return streaming;
  }

  /** Choices asked for per prompt. */
  public int choices() {
    return choices;
  }

  /** Prompts in the request. */
  public int prompts() {
    return prompts;
  }
}
