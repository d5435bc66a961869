package io.tokenpace.agent.tap;

import io.tokenpace.schemas.codec.SeriesLabels;

/** Texts of clients as labels: of a length the wire takes, and nothing that moves a cursor. */
final class Labels {
  private static final char REPLACEMENT = '?';

  private Labels() {}

  /**
   * The label a text makes: cut to 128 bytes of UTF-8 before a character that would exceed them,
   * with each control character and half of a character replaced; {@code (none)} if it is empty.
   */
  static String of(String text) {
    StringBuilder label = new StringBuilder();
    int bytes = 0;
    int position = 0;
    while (position < text.length()) {
      int character = text.codePointAt(position);
      position += Character.charCount(character);
      if (Character.isISOControl(character) || isHalf(character)) {
        character = REPLACEMENT;
      }
      bytes += utf8Bytes(character);
      if (bytes > SeriesLabels.MAX_LABEL_BYTES) {
        break;
      }
      label.appendCodePoint(character);
    }
    return label.isEmpty() ? SeriesLabels.NONE : label.toString();
  }

  private static boolean isHalf(int character) {
    return character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE;
  }

  private static int utf8Bytes(int character) {
    if (character < 0x80) {
      return 1;
    }
    if (character < 0x800) {
      return 2;
    }
    return Character.isBmpCodePoint(character) ? 3 : 4;
  }
}
