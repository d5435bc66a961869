package io.tokenpace.setup;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how long live rows are kept. Filled by picocli. */
final class RetentionOptions {
  private static final int DAYS_AHEAD_AT_MOST = 366;

  @Option(
      names = "--days-ahead",
      defaultValue = "7",
      paramLabel = "N",
      description = "Days after today to make partitions for (default: ${DEFAULT-VALUE}).")
  private int daysAhead;

  @Option(
      names = "--live-days",
      paramLabel = "N",
      description = "Drop live tumbling rows N days after their day; without it, none.")
  private @Nullable Integer liveDays;

  @Option(
      names = "--rolling-hours",
      paramLabel = "N",
      description = "Drop live rolling rows N hours after their day; without it, none.")
  private @Nullable Integer rollingHours;

  /**
   * Refuses numbers that cannot be.
   *
   * @throws IllegalArgumentException fit for a person to read
   */
  void check() {
    if (!(daysAhead >= 0 && daysAhead <= DAYS_AHEAD_AT_MOST)) {
      throw new IllegalArgumentException(
          "--days-ahead: %d (expected: 0 to %d)".formatted(daysAhead, DAYS_AHEAD_AT_MOST));
    }
    requirePositive("--live-days", liveDays);
    requirePositive("--rolling-hours", rollingHours);
  }

  private static void requirePositive(String option, @Nullable Integer number) {
    if (number != null && !(number >= 1)) {
      throw new IllegalArgumentException("%s: %d (expected: >= 1)".formatted(option, number));
    }
  }

  int daysAhead() {
    return daysAhead;
  }

  /** How long live tumbling rows are kept; empty if they stay. */
  Optional<Duration> liveRows() {
    return Optional.ofNullable(liveDays).map(Duration::ofDays);
  }

  /** How long live rolling rows are kept; empty if they stay. */
  Optional<Duration> rollingRows() {
    return Optional.ofNullable(rollingHours).map(Duration::ofHours);
  }
}
