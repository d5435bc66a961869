package io.tokenpace.agent.scrape;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads Prometheus' text format 0.0.4.
 *
 * <pre>
 *   name{label="value",…} value [timestamp]
 * </pre>
 *
 * <p>NOT thread-safe.
 */
final class MetricsText {
  private final String line;
  private int position;

  /**
   * One line.
   *
   * @param labels in no order
   * @param value may be NaN or infinite
   */
  record Sample(String name, Map<String, String> labels, double value) {}

  private MetricsText(String line) {
    this.line = line;
  }

  /**
   * Reads a page.
   *
   * @param wanted asked for each name; others are passed over unread
   * @param samples given each sample with such a name
   * @return how many lines with such a name could not be read
   */
  static int read(String page, Predicate<String> wanted, Consumer<Sample> samples) {
    int unreadable = 0;
    for (String line : (Iterable<String>) page.lines()::iterator) {
      String name = name(line);
      if (name.isEmpty() || !wanted.test(name)) {
        continue;
      }
      Sample sample = new MetricsText(line).sample(name);
      if (sample == null) {
        unreadable++;
      } else {
        samples.accept(sample);
      }
    }
    return unreadable;
  }

  /** The name a line begins with; empty for a comment or an empty line. */
  private static String name(String line) {
    int end = 0;
    while (end < line.length() && isOfName(line.charAt(end))) {
      end++;
    }
    return line.substring(0, end);
  }

  private static boolean isOfName(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == ':';
  }

  private @Nullable Sample sample(String name) {
    position = name.length();
    Map<String, String> labels = new HashMap<>();
    if (peek() == '{') {
      position++;
      if (!readLabels(labels)) {
        return null;
      }
    }
    String[] numbers = line.substring(position).strip().split("[ \t]+", -1);
    if (numbers.length < 1 || numbers.length > 2) {
      return null;
    }
    Double value = number(numbers[0]);
    return value == null ? null : new Sample(name, labels, value);
  }

  private boolean readLabels(Map<String, String> labels) {
    skipBlanks();
    while (peek() != '}') {
      int start = position;
      while (isOfName(peek())) {
        position++;
      }
      String label = line.substring(start, position);
      skipBlanks();
      if (label.isEmpty() || !skip('=')) {
        return false;
      }
      skipBlanks();
      String value = quoted();
      if (value == null) {
        return false;
      }
      labels.put(label, value);
      skipBlanks();
      if (!skip(',') && peek() != '}') {
        return false;
      }
      skipBlanks();
    }
    position++;
    return true;
  }

  private @Nullable String quoted() {
    if (!skip('"')) {
      return null;
    }
    StringBuilder text = new StringBuilder();
    while (position < line.length()) {
      char c = line.charAt(position++);
      if (c == '"') {
        return text.toString();
      }
      if (c == '\\' && position < line.length()) {
        char escaped = line.charAt(position++);
        text.append(escaped == 'n' ? '\n' : escaped);
      } else {
        text.append(c);
      }
    }
    return null;
  }

  private static @Nullable Double number(String text) {
    return switch (text) {
      case "NaN" -> Double.NaN;
      case "+Inf", "Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> decimal(text);
    };
  }

  private static @Nullable Double decimal(String text) {
    try {
      return Double.valueOf(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** The character to come; 0 at the end. */
  private char peek() {
    return position < line.length() ? line.charAt(position) : 0;
  }

  private boolean skip(char c) {
    if (peek() != c) {
      return false;
    }
    position++;
    return true;
  }

  private void skipBlanks() {
    while (peek() == ' ' || peek() == '\t') {
      position++;
    }
  }
}
