package io.tokenpace.report.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of one request: only known names, and only as often as they may be given.
 *
 * <p>Immutable.
 */
public final class Parameters {
  private static final int VALUES_OF_ONE_NAME = 100;
  private static final int VALUE_CHARACTERS = 1_024;

  private final Map<String, List<String>> values;

  private Parameters(Map<String, List<String>> values) {
    this.values = values;
  }

  /**
   * Checks names and numbers of values.
   *
   * @param given values by name, as they were sent
   * @param known names there are
   * @throws Refusal 400 if a name is unknown, or a value is empty or endless
   */
  public static Parameters of(Map<String, List<String>> given, Set<String> known) {
    given.forEach(
        (name, list) -> {
          if (!known.contains(name)) {
            throw Refusal.badParameter(
                "parameter", name, known.isEmpty() ? "none" : "one of " + joined(known));
          }
          if (list.size() > VALUES_OF_ONE_NAME) {
            throw Refusal.badParameter(
                name, list.size() + " times", "at most %d times".formatted(VALUES_OF_ONE_NAME));
          }
          list.forEach(value -> requireText(name, value));
        });
    return new Parameters(new LinkedHashMap<>(given));
  }

  private static void requireText(String name, String value) {
    if (value.isEmpty()) {
      throw Refusal.badParameter(name, value, "a value");
    }
    if (value.length() > VALUE_CHARACTERS) {
      throw Refusal.badParameter(name, value, "at most %d characters".formatted(VALUE_CHARACTERS));
    }
    // PostgreSQL has no text with a NUL in it.
    if (value.indexOf('\0') >= 0) {
      throw Refusal.badParameter(name, value, "text without a NUL");
    }
  }

  private static String joined(Set<String> names) {
    return String.join(", ", new TreeSet<>(names));
  }

  /**
   * The value of a name that may be given once.
   *
   * @throws Refusal 400 if it was given more often
   */
  public Optional<String> one(String name) {
    List<String> list = many(name);
    if (list.size() > 1) {
      throw Refusal.badParameter(name, String.join(" and ", list), "one value");
    }
    return list.stream().findFirst();
  }

  /** All values of a name, in the order they were sent. */
  public List<String> many(String name) {
    @Nullable List<String> list = values.get(name);
    return list == null ? List.of() : List.copyOf(list);
  }

  /** Whether a name was given at all. */
  public boolean has(String name) {
    return values.containsKey(name);
  }

  /**
   * A whole number.
   *
   * @throws Refusal 400 if it is none, or out of its bounds
   */
  public Optional<Integer> number(String name, int least, int most) {
    return one(name)
        .map(
            text -> {
              // Digits alone: no sign, no other script's digits.
              if (text.matches("[0-9]{1,9}")) {
                int number = Integer.parseInt(text);
                if (number >= least && number <= most) {
                  return number;
                }
              }
              throw Refusal.badParameter(
                  name, text, "a whole number, %d to %d".formatted(least, most));
            });
  }
}
