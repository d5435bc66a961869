package io.tokenpace.schemas.codec;

/**
 * Events the boot could not report so far, by reason. Which reasons there are is open.
 *
 * <p>NOT thread-safe.
 */
public final class DropCursor extends GaugeCursor {
  private int reasonPosition;
  private int reasonEnd;
  private long events;

  DropCursor(RecentValues<String> texts) {
    super("drops", texts);
  }

  @Override
  void readItem() {
    reasonPosition = skipText("drops.reason");
    reasonEnd = reader.position();
    events = readAtMost("events", MAX_VALUE);
  }

  /** Why they were lost. */
  public String reason() {
    return text(reasonPosition, reasonEnd);
  }

  /** How many since the boot's start, 0 or more. */
  public long events() {
    return events;
  }
}
