package io.tokenpace.simulator.answer;

import io.tokenpace.simulator.random.Draws;

/**
 * Speculative decoding: a step yields one token, and each further one of a draft with a
 * probability, until one is refused.
 *
 * @param mostTokens most tokens of a step, 1 to 8; 1 is no speculation
 * @param acceptance probability that the next token of the draft is right
 */
public record Speculation(int mostTokens, double acceptance) {
  /** One token a step. */
  public static final Speculation NONE = new Speculation(1, 0);

  /** Checks the numbers. */
  public Speculation {
    if (!(mostTokens >= 1 && mostTokens <= 8 && acceptance >= 0 && acceptance <= 1)) {
      throw new IllegalArgumentException(
          "speculation: %d tokens, acceptance %s (expected: 1 to 8, 0 to 1)"
              .formatted(mostTokens, acceptance));
    }
  }

  int draw(Draws draws) {
    int tokens = 1;
    while (tokens < mostTokens && draws.chance(acceptance)) {
      tokens++;
    }
    return tokens;
  }
}
