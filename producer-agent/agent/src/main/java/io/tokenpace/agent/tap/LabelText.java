package io.tokenpace.agent.tap;

import io.tokenpace.schemas.codec.SeriesLabels;
import java.nio.charset.StandardCharsets;

/** Texts of strangers as labels. */
final class LabelText {
  private LabelText() {}

  /** At most 128 bytes, cut between characters, without control characters; never empty. */
  static String of(String text) {
    StringBuilder label = new StringBuilder();
    int bytes = 0;
    for (int at = 0; at < text.length(); ) {
      int point = text.codePointAt(at);
      at += Character.charCount(point);
      boolean surrogate = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
      int kept = Character.isISOControl(point) || surrogate ? '?' : point;
      int length = Character.toString(kept).getBytes(StandardCharsets.UTF_8).length;
      if (bytes + length > SeriesLabels.MAX_LABEL_BYTES) {
        break;
      }
      bytes += length;
      label.appendCodePoint(kept);
    }
    return label.isEmpty() ? SeriesLabels.NONE : label.toString();
  }
}
