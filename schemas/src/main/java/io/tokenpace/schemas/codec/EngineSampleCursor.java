package io.tokenpace.schemas.codec;

/**
 * Samples of engines' gauges. Which gauges there are is open: readers pass over names they do not
 * know.
 *
 * <p>NOT thread-safe.
 */
public final class EngineSampleCursor extends GaugeCursor {
  /** Unit of a share, in parts per million. */
  public static final String PPM = "ppm";

  /** Unit of a number of things, of which there are at most {@link #MAX_COUNT}. */
  public static final String COUNT = "count";

  /** Far beyond any engine's queue: 16 million. */
  public static final long MAX_COUNT = 1L << 24;

  private int enginePosition;
  private int namePosition;
  private int unitPosition;
  private int textsEnd;
  private long timeMicros;
  private long value;

  EngineSampleCursor(RecentValues<String> texts) {
    super("engineSamples", texts);
  }

  @Override
  void readItem() {
    enginePosition = skipText("engineSamples.engine");
    namePosition = skipText("engineSamples.name");
    unitPosition = skipText("engineSamples.unit");
    textsEnd = reader.position();
    timeMicros = readTime("offsetMicros");
    value = readAtMost("value", max(unit()));
  }

  /** The largest value that a sample of a unit may have. */
  public static long max(String unit) {
    return switch (unit) {
      case PPM -> MAX_PPM;
      case COUNT -> MAX_COUNT;
      default -> MAX_VALUE;
    };
  }

  /** The engine. */
  public String engine() {
    return text(enginePosition, namePosition);
  }

  /** Which gauge. */
  public String name() {
    return text(namePosition, unitPosition);
  }

  /** Unit of the value. */
  public String unit() {
    return text(unitPosition, textsEnd);
  }

  /** Event time of the sample, UTC microseconds. */
  public long timeMicros() {
    return timeMicros;
  }

  /** The value, 0 or more. */
  public long value() {
    return value;
  }
}
