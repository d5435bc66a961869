package io.tokenpace.simulator.engine;

/**
 * How long a step takes: {@code base + perSequence × sequences that yield tokens + perPrefillToken
 * × prompt tokens computed}. All in nanoseconds.
 *
 * @param baseNanos reading the weights, whatever the batch
 * @param perSequenceNanos one more sequence in the batch
 * @param perPrefillTokenNanos one more token of a prompt
 */
public record StepCost(long baseNanos, long perSequenceNanos, long perPrefillTokenNanos) {
  /** Checks that a step takes time. */
  public StepCost {
    if (!(baseNanos > 0 && perSequenceNanos >= 0 && perPrefillTokenNanos >= 0)) {
      throw new IllegalArgumentException(
          "step cost: %d + %d + %d ns (expected: base above 0, the others not below 0)"
              .formatted(baseNanos, perSequenceNanos, perPrefillTokenNanos));
    }
  }

  /** A step's duration. */
  public long nanos(int yieldingSequences, int prefillTokens) {
    return baseNanos + perSequenceNanos * yieldingSequences + perPrefillTokenNanos * prefillTokens;
  }
}
