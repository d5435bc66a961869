package io.tokenpace.standalone.console;

import java.util.Locale;

/**
 * Whether every output chunk of the traces was written as a token event.
 *
 * @param written token events published
 * @param chunks output chunks of the traces
 */
public record TokenAccounting(long written, long chunks) {
  /** Whether every chunk was written, and nothing else. */
  public boolean adds() {
    return written == chunks;
  }

  /** The comparison as one line. */
  public String toLine() {
    return String.format(
        Locale.ROOT,
        "token events: written %,d %s output chunks %,d",
        written,
        adds() ? "=" : "≠",
        chunks);
  }
}
