package io.tokenpace.schemas.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One mapping of a YAML file. A key is taken once, with its type and, where it has one, its
 * default; {@link #close} refuses keys nobody took.
 *
 * <p>NOT thread-safe.
 */
public final class YamlSection implements AutoCloseable {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,12})(us|ms|s|m|h|d)");

  /** A century: whoever counts it in microseconds stays within a long. */
  private static final Duration LONGEST = Duration.ofDays(36_500);

  private final String file;
  private final String path;
  private final ObjectNode node;
  private final Set<String> left = new TreeSet<>();
  private final Set<String> known = new TreeSet<>();

  private YamlSection(String file, String path, ObjectNode node) {
    this.file = file;
    this.path = path;
    this.node = node;
    node.fieldNames().forEachRemaining(left::add);
  }

  static YamlSection of(String file, String path, JsonNode node) {
    if (!(node instanceof ObjectNode mapping)) {
      throw new YamlException(
          "%s: %s: %s (expected: a mapping)"
              .formatted(file, path.isEmpty() ? "the file" : path, node));
    }
    return new YamlSection(file, path, mapping);
  }

  private Optional<JsonNode> take(String key) {
    known.add(key);
    left.remove(key);
    return Optional.ofNullable(node.get(key)).filter(value -> !value.isNull());
  }

  /** Whether a key is given with a value. */
  public boolean has(String key) {
    return node.hasNonNull(key);
  }

  /** Whether a key is given as a text, not as a mapping, a list or another value. */
  public boolean isText(String key) {
    return node.path(key).isTextual();
  }

  /** The keys of this section, in the order of the file. */
  public List<String> keys() {
    List<String> keys = new ArrayList<>();
    node.fieldNames().forEachRemaining(keys::add);
    return List.copyOf(keys);
  }

  /** A text, or its default. */
  public String text(String key, String defaultValue) {
    return take(key).map(value -> asText(key, value)).orElse(defaultValue);
  }

  /** A whole number in a range, or its default. */
  public long number(String key, long min, long max, long defaultValue) {
    Optional<JsonNode> value = take(key);
    if (value.isEmpty()) {
      return defaultValue;
    }
    JsonNode number = value.get();
    if (!(number.isIntegralNumber()
        && number.canConvertToLong()
        && number.longValue() >= min
        && number.longValue() <= max)) {
      throw refuse(key, number, "a whole number from %d to %d".formatted(min, max));
    }
    return number.longValue();
  }

  /**
   * A decimal number in a range, exactly as written, or its default.
   *
   * @param decimals most digits behind the point
   */
  public BigDecimal decimal(
      String key, BigDecimal min, BigDecimal max, int decimals, BigDecimal defaultValue) {
    Optional<JsonNode> value = take(key);
    if (value.isEmpty()) {
      return defaultValue;
    }
    JsonNode number = value.get();
    String expected =
        "a number from %s to %s with at most %d decimals".formatted(min, max, decimals);
    if (!number.isNumber() || !Double.isFinite(number.doubleValue())) {
      throw refuse(key, number, expected);
    }
    BigDecimal decimal = number.decimalValue();
    if (decimal.stripTrailingZeros().scale() > decimals
        || decimal.compareTo(min) < 0
        || decimal.compareTo(max) > 0) {
      throw refuse(key, number, expected);
    }
    return decimal;
  }

  /** A moment such as {@code 2026-01-01T00:00:00Z}, or its default. */
  public Instant instant(String key, Instant defaultValue) {
    return take(key).map(value -> asInstant(key, value)).orElse(defaultValue);
  }

  private Instant asInstant(String key, JsonNode value) {
    try {
      return Instant.parse(value.asText());
    } catch (DateTimeParseException e) {
      throw refuse(key, value, "a moment in UTC such as 2026-01-01T00:00:00Z");
    }
  }

  /** True or false, or its default. */
  public boolean flag(String key, boolean defaultValue) {
    Optional<JsonNode> value = take(key);
    if (value.isEmpty()) {
      return defaultValue;
    }
    if (!value.get().isBoolean()) {
      throw refuse(key, value.get(), "true or false");
    }
    return value.get().booleanValue();
  }

  /** A duration above zero such as {@code 200ms}, {@code 10s}, {@code 5m}, or its default. */
  public Duration duration(String key, Duration defaultValue) {
    return take(key).map(value -> asDuration(key, value)).orElse(defaultValue);
  }

  /** A mapping; an absent one is empty. */
  public YamlSection section(String key) {
    return of(file, at(key), take(key).orElseGet(node::objectNode));
  }

  /** A list of mappings; an absent one is empty. */
  public List<YamlSection> sections(String key) {
    List<YamlSection> sections = new ArrayList<>();
    for (JsonNode item : items(key)) {
      sections.add(of(file, "%s[%d]".formatted(at(key), sections.size()), item));
    }
    return List.copyOf(sections);
  }

  /** A list of texts; an absent one is empty. */
  public List<String> texts(String key) {
    List<String> texts = new ArrayList<>();
    for (JsonNode item : items(key)) {
      texts.add(asText("%s[%d]".formatted(key, texts.size()), item));
    }
    return List.copyOf(texts);
  }

  private Iterable<JsonNode> items(String key) {
    Optional<JsonNode> list = take(key);
    if (list.isPresent() && !list.get().isArray()) {
      throw refuse(key, list.get(), "a list");
    }
    return list.<Iterable<JsonNode>>map(value -> value).orElse(List.of());
  }

  private String asText(String key, JsonNode value) {
    if (!value.isTextual() || value.textValue().isEmpty()) {
      throw refuse(key, value, "a text");
    }
    return value.textValue();
  }

  private Duration asDuration(String key, JsonNode value) {
    Matcher matcher = DURATION.matcher(value.asText());
    if (!matcher.matches() || value.asText().matches("0+[a-z]+")) {
      throw refuse(key, value, "a duration above zero such as 200ms, 10s, 5m, 1h");
    }
    long amount = Long.parseLong(matcher.group(1));
    Duration duration =
        switch (matcher.group(2)) {
          case "us" -> Duration.ofNanos(Math.multiplyExact(amount, 1_000L));
          case "ms" -> Duration.ofMillis(amount);
          case "s" -> Duration.ofSeconds(amount);
          case "m" -> Duration.ofMinutes(amount);
          case "h" -> Duration.ofHours(amount);
          default -> Duration.ofDays(amount);
        };
    if (duration.compareTo(LONGEST) > 0) {
      throw refuse(key, value, "a duration of at most " + LONGEST.toDays() + "d");
    }
    return duration;
  }

  /** A complaint about a key of this section. */
  public YamlException refuse(String key, Object value, String expected) {
    return new YamlException("%s: %s: %s (expected: %s)".formatted(file, at(key), value, expected));
  }

  private String at(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /**
   * Refuses keys nobody took.
   *
   * @throws YamlException naming the first of them, its value, and the keys there are
   */
  @Override
  public void close() {
    if (!left.isEmpty()) {
      String key = left.iterator().next();
      throw refuse(key, String.valueOf(node.get(key)), "one of " + String.join(", ", known));
    }
  }
}
