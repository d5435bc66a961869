package io.tokenpace.schemas.codec;

/**
 * Readings of engines' cumulative counters. Which counters there are is open: readers pass over
 * names they do not know.
 *
 * <p>NOT thread-safe.
 */
public final class EngineCounterCursor extends GaugeCursor {
  private int enginePosition;
  private int namePosition;
  private int unitPosition;
  private int textsEnd;
  private long startedAtMicros;
  private long timeMicros;
  private long value;

  EngineCounterCursor(RecentValues<String> texts) {
    super("engineCounters", texts);
  }

  @Override
  void readItem() {
    enginePosition = skipText("engineCounters.engine");
    namePosition = skipText("engineCounters.name");
    unitPosition = skipText("engineCounters.unit");
    textsEnd = reader.position();
    startedAtMicros = readAtMost("startedAtMicros", ReportSections.MAX_TIME_MICROS);
    timeMicros = readTime("offsetMicros");
    value = readAtMost("value", MAX_VALUE);
  }

  /** The engine. */
  public String engine() {
    return text(enginePosition, namePosition);
  }

  /** Which counter. */
  public String name() {
    return text(namePosition, unitPosition);
  }

  /** Unit of the value. */
  public String unit() {
    return text(unitPosition, textsEnd);
  }

  /** When the engine started, UTC microseconds; another start begins the counter anew. */
  public long startedAtMicros() {
    return startedAtMicros;
  }

  /** Event time of the reading, UTC microseconds. */
  public long timeMicros() {
    return timeMicros;
  }

  /** The value since the engine's start, 0 or more. */
  public long value() {
    return value;
  }
}
