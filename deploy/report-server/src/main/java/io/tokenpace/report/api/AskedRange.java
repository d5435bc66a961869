package io.tokenpace.report.api;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The stretch of event time a request asks for.
 *
 * @param from its start; null if it is the run's
 * @param to its end, exclusive; null if it is the run's
 * @param last its length up to the run's newest result, but from the run's start at the earliest,
 *     or without a result up to its end or else its start; null if it is given by its ends
 */
record AskedRange(@Nullable Instant from, @Nullable Instant to, @Nullable Duration last) {
  static final Duration LONGEST = Duration.ofDays(400);

  private static final String INSTANT = "an instant such as 2026-01-01T08:00:00Z";
  private static final String DURATION = "a duration of at most 400 days such as PT1H";

  /** Years that PostgreSQL and ISO-8601 write alike. */
  private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");

  private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

  /**
   * The range some parameters ask for.
   *
   * @param prefix what the names of the parameters begin with
   * @throws Refusal 400 if they contradict each other or are none
   */
  static AskedRange of(Parameters parameters, String prefix) {
    String fromName = prefix + "from";
    String toName = prefix + "to";
    String lastName = prefix + "last";
    Optional<String> from = parameters.one(fromName);
    Optional<String> to = parameters.one(toName);
    Optional<String> last = parameters.one(lastName);
    if (last.isPresent()) {
      if (from.isPresent() || to.isPresent()) {
        throw Refusal.badParameter(
            lastName, last.get(), "alone, or %s and %s".formatted(fromName, toName));
      }
      return new AskedRange(null, null, duration(lastName, last.get()));
    }
    if (from.isEmpty() && to.isEmpty()) {
      return new AskedRange(null, null, null);
    }
    if (from.isEmpty()) {
      throw Refusal.badParameter(
          fromName, "missing", INSTANT + ", as %s is given".formatted(toName));
    }
    if (to.isEmpty()) {
      throw Refusal.badParameter(
          toName, "missing", INSTANT + ", as %s is given".formatted(fromName));
    }
    Instant start = instant(fromName, from.get());
    Instant end = instant(toName, to.get());
    if (!start.isBefore(end)) {
      throw Refusal.badParameter(fromName, from.get(), "before %s, %s".formatted(toName, end));
    }
    if (Duration.between(start, end).compareTo(LONGEST) > 0) {
      throw Refusal.badParameter(toName, to.get(), "at most 400 days after " + fromName);
    }
    return new AskedRange(start, end, null);
  }

  private static Instant instant(String name, String text) {
    Optional<Instant> instant = parsed(text, Instant::parse);
    return instant
        .filter(given -> !given.isBefore(EARLIEST) && !given.isAfter(LATEST))
        .orElseThrow(() -> Refusal.badParameter(name, text, INSTANT));
  }

  private static Duration duration(String name, String text) {
    Optional<Duration> duration = parsed(text, Duration::parse);
    return duration
        .filter(given -> given.compareTo(Duration.ZERO) > 0 && given.compareTo(LONGEST) <= 0)
        .orElseThrow(() -> Refusal.badParameter(name, text, DURATION));
  }

  private static <T> Optional<T> parsed(String text, Function<String, T> parser) {
    try {
      return Optional.of(parser.apply(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
