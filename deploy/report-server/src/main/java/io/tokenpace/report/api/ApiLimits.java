package io.tokenpace.report.api;

import java.time.Duration;

/**
 * How much one request, and all of them together, may ask for.
 *
 * @param answerBytes longest answer before compression
 * @param points most keys × windows of a series
 * @param values most keys × windows × numbers of a series
 * @param readsAtOnce answers read at the same time
 * @param waitForTurn how long others wait for theirs
 */
public record ApiLimits(
    int answerBytes, int points, int values, int readsAtOnce, Duration waitForTurn) {

  /** What holds unless said otherwise. */
  public static final ApiLimits USUAL =
      new ApiLimits(64 << 20, 50_000, 1_000_000, 4, Duration.ofSeconds(5));

  /** Checks that something may be asked at all. */
  public ApiLimits {
    if (!(answerBytes >= 1 && points >= 1 && values >= 1 && readsAtOnce >= 1)) {
      throw new IllegalArgumentException(
          "limits: %d bytes, %d points, %d values, %d at once (expected: each >= 1)"
              .formatted(answerBytes, points, values, readsAtOnce));
    }
  }
}
