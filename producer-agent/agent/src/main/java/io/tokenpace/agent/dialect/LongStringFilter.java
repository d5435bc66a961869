package io.tokenpace.agent.dialect;

/**
 * Passes JSON on with its long strings cut, so that whoever reads it need not keep a prompt or an
 * image to learn what stands behind it. A string is cut between two characters: the rest of it, but
 * not the quote that ends it, is left out.
 *
 * <p>NOT thread-safe.
 */
final class LongStringFilter {
  private static final int HEX_DIGITS = 4;

  private final int maxStringBytes;
  private boolean inString;
  private boolean cutting;
  private int stringBytes;

  /** Bytes that still belong to an escape; after a backslash, it is not known yet how many. */
  private int escapeBytes;

  private boolean afterBackslash;

  /** A filter at a text's beginning. */
  LongStringFilter(int maxStringBytes) {
    this.maxStringBytes = maxStringBytes;
  }

  /** Whether the next byte of the text is to be passed on. */
  boolean passes(byte value) {
    if (!inString) {
      inString = value == '"';
      cutting = false;
      stringBytes = 0;
      return true;
    }
    if (afterBackslash) {
      afterBackslash = false;
      escapeBytes = value == 'u' ? HEX_DIGITS : 0;
    } else if (escapeBytes > 0) {
      escapeBytes--;
    } else if (value == '"') {
      inString = false;
      return true;
    } else {
      boolean insideCharacter = (value & 0xC0) == 0x80;
      cutting |= stringBytes >= maxStringBytes && !insideCharacter;
      afterBackslash = value == '\\';
    }
    stringBytes = Math.min(maxStringBytes, stringBytes + 1);
    return !cutting;
  }
}
