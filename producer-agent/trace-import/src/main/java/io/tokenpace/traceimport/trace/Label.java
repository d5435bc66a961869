package io.tokenpace.traceimport.trace;

import io.tokenpace.schemas.codec.SeriesLabels;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What the wire and the tables can hold as a label. */
public final class Label {
  /** What a label has to be, in words. */
  public static final String EXPECTED =
      "1 to " + SeriesLabels.MAX_LABEL_BYTES + " bytes of UTF-8 without control characters";

  private Label() {}

  /** What keeps a text from being a label, in a few words; null if nothing does. */
  public static @Nullable String problemOf(String text) {
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (!(bytes >= 1 && bytes <= SeriesLabels.MAX_LABEL_BYTES)) {
      return bytes + " bytes";
    }
    if (text.chars().anyMatch(Character::isISOControl)) {
      return "a control character";
    }
    return null;
  }
}
