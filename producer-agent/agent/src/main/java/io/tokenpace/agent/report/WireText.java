package io.tokenpace.agent.report;

import io.tokenpace.schemas.codec.SeriesLabels;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Texts as the wire takes them: cut between characters where they are too long. */
public final class WireText {
  private static final int MAX_TEXT_BYTES = 64;

  private WireText() {}

  /** A label: 1 to 128 bytes; {@code (none)} for an empty one. */
  public static String label(String text) {
    return text.isEmpty() ? SeriesLabels.NONE : cut(text, SeriesLabels.MAX_LABEL_BYTES);
  }

  /** A text that may be absent, of at most 64 bytes. */
  static @Nullable String orNull(@Nullable String text) {
    return text == null ? null : cut(text, MAX_TEXT_BYTES);
  }

  private static String cut(String text, int maxBytes) {
    if (text.length() <= maxBytes / 3) {
      return text;
    }
    CharsetEncoder encoder =
        StandardCharsets.UTF_8
            .newEncoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    CharBuffer characters = CharBuffer.wrap(text);
    encoder.encode(characters, ByteBuffer.allocate(maxBytes), true);
    return text.substring(0, characters.position());
  }
}
