package io.tokenpace.schemas.metrics;

import java.io.Serializable;

/**
 * What end-to-end time is expected of answers of a length.
 *
 * @param outputTokensBelow the class holds answers with fewer output tokens than this
 * @param expectedFromMicros shorter is faster than expected
 * @param expectedToMicros longer is slower than expected; both bounds are themselves as expected
 */
public record E2eClass(long outputTokensBelow, long expectedFromMicros, long expectedToMicros)
    implements Serializable {
  /** Short answers, unless others are configured. */
  public static final E2eClass DEFAULT_CHAT = new E2eClass(224, 2_000_000, 8_000_000);

  /** Longer answers, unless others are configured. */
  public static final E2eClass DEFAULT_CODE = new E2eClass(1_000, 8_000_000, 30_000_000);

  /** All answers longer than those of code, unless others are configured. */
  public static final E2eClass DEFAULT_DOCUMENT =
      new E2eClass(Long.MAX_VALUE, 30_000_000, 120_000_000);

  /** Checks that the expectation is a range. */
  public E2eClass {
    if (!(outputTokensBelow > 0
        && expectedFromMicros > 0
        && expectedToMicros >= expectedFromMicros)) {
      throw new IllegalArgumentException(
          "e2e class: below %d tokens, %d to %d µs (expected: above 0, and a range)"
              .formatted(outputTokensBelow, expectedFromMicros, expectedToMicros));
    }
  }
}
