package io.tokenpace.agent.dialect;

/** Texts as JSON writes them. */
final class JsonText {
  private JsonText() {}

  /** A text without its escapes; one that is broken, or was cut off in an escape, ends there. */
  static String unescape(String escaped) {
    int next = escaped.indexOf('\\');
    if (next < 0) {
      return escaped;
    }
    StringBuilder text = new StringBuilder();
    int from = 0;
    while (next >= 0 && next + 1 < escaped.length()) {
      text.append(escaped, from, next);
      char kind = escaped.charAt(next + 1);
      from = next + 2;
      switch (kind) {
        case 'n' -> text.append('\n');
        case 't' -> text.append('\t');
        case 'r' -> text.append('\r');
        case 'b' -> text.append('\b');
        case 'f' -> text.append('\f');
        case 'u' -> {
          if (from + 4 > escaped.length()) {
            return text.toString();
          }
          try {
            text.append((char) Integer.parseInt(escaped.substring(from, from + 4), 16));
          } catch (NumberFormatException e) {
            return text.toString();
          }
          from += 4;
        }
        default -> text.append(kind);
      }
      next = escaped.indexOf('\\', from);
    }
    return next < 0 ? text.append(escaped, from, escaped.length()).toString() : text.toString();
  }
}
