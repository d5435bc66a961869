package io.tokenpace.aggregation.config;

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
