package io.tokenpace.setup.finding;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What the set-up found, or did, about one object.
 *
 * @param object what it is about, e.g. {@code topic tokenpace.node-reports}
 * @param outcome what holds now
 * @param differences in which ways it differs; empty unless the outcome is DIFFERS
 */
public record Finding(String object, Outcome outcome, List<Difference> differences) {

  /** What holds for an object once the set-up is done with it. */
  public enum Outcome {
    /** It was not there, and is now. */
    CREATED("created"),
    /** It was there, and is no more, as asked for. */
    DELETED("deleted"),
    /** It was there, as it should be. */
    AS_EXPECTED("as expected"),
    /** It is not there; only a check leaves it so. */
    MISSING("missing"),
    /** It is there, but not as it should be; it was left as it is. */
    DIFFERS("differs");

    private final String words;

    Outcome(String words) {
      this.words = words;
    }
  }

  /**
   * One way in which an object is not as it should be.
   *
   * @param what the setting
   * @param found its value
   * @param expected the value it should have
   */
  public record Difference(String what, String found, String expected) {
    @Override
    public String toString() {
      return "%s: %s (expected: %s)".formatted(what, found, expected);
    }
  }

  /** Checks that exactly a finding that says so has differences. */
  public Finding {
    differences = List.copyOf(differences);
    if ((outcome == Outcome.DIFFERS) != !differences.isEmpty()) {
      throw new IllegalArgumentException(
          "differences: %s (expected: some if and only if the outcome is DIFFERS, here %s)"
              .formatted(differences, outcome));
    }
  }

  /** The object was not there, and is now. */
  public static Finding created(String object) {
    return new Finding(object, Outcome.CREATED, List.of());
  }

  /** The object was there, and is no more, as asked for. */
  public static Finding deleted(String object) {
    return new Finding(object, Outcome.DELETED, List.of());
  }

  /** The object is not there. */
  public static Finding missing(String object) {
    return new Finding(object, Outcome.MISSING, List.of());
  }

  /** The object is there: as expected if there are no differences. */
  public static Finding compared(String object, List<Difference> differences) {
    return new Finding(
        object, differences.isEmpty() ? Outcome.AS_EXPECTED : Outcome.DIFFERS, differences);
  }

  /** Whether the object is as it should be. */
  public boolean good() {
    return switch (outcome) {
      case CREATED, DELETED, AS_EXPECTED -> true;
      case MISSING, DIFFERS -> false;
    };
  }

  /** The finding as one line for a person. */
  public String toLine() {
    String details =
        differences.stream().map(Difference::toString).collect(Collectors.joining(", "));
    return details.isEmpty()
        ? "%s: %s".formatted(object, outcome.words)
        : "%s: %s: %s".formatted(object, outcome.words, details);
  }
}
