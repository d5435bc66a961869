package io.tokenpace.simulator.random;

/**
 * Token counts as text has them: log-normal, cut off at both ends.
 *
 * @param median half of the counts lie below it, before they are cut off; tokens
 * @param sigma standard deviation of the logarithm; 0 makes all counts the median
 * @param min smallest count, at least 1
 * @param max largest count
 */
public record Lengths(int median, double sigma, int min, int max) {
  /** Longest text there is, in tokens. */
  public static final int LONGEST = 1_000_000;

  /** Checks the numbers. */
  public Lengths {
    if (!(min >= 1 && min <= median && median <= max && max <= LONGEST)) {
      throw new IllegalArgumentException(
          "lengths: min %d, median %d, max %d (expected: 1 <= min <= median <= max <= %d)"
              .formatted(min, median, max, LONGEST));
    }
    if (!(sigma >= 0 && sigma <= 3)) {
      throw new IllegalArgumentException("sigma: %s (expected: from 0 to 3)".formatted(sigma));
    }
  }

  /** One count. */
  public int draw(Draws draws) {
    long drawn = Math.round(median * Math.exp(sigma * draws.normal()));
    return (int) Math.max(min, Math.min(max, drawn));
  }
}
