package io.tokenpace.simulator.answer;

import io.tokenpace.simulator.engine.Prompt;
import io.tokenpace.simulator.random.Draws;
import java.util.Arrays;

/**
 * Counts a prompt's tokens and hashes its beginnings. A token is a run of characters without white
 * space, or a number of a token list.
 *
 * <p>NOT thread-safe.
 */
final class PromptBuilder {
  private final int blockTokens;
  private long[] hashes = new long[16];
  private int blocks;
  private int tokens;
  private long chain;

  PromptBuilder(int blockTokens) {
    this.blockTokens = blockTokens;
  }

  void addText(String text) {
    long word = 0;
    boolean inWord = false;
    for (int position = 0; position < text.length(); position++) {
      char character = text.charAt(position);
      if (Character.isWhitespace(character)) {
        if (inWord) {
          addToken(word);
        }
        inWord = false;
        word = 0;
      } else {
        word = word * 31 + character;
        inWord = true;
      }
    }
    if (inWord) {
      addToken(word);
    }
  }

  void addToken(long token) {
    chain = Draws.mix(chain ^ Draws.mix(token + 1));
    tokens++;
    if (tokens % blockTokens == 0) {
      if (blocks == hashes.length) {
        hashes = Arrays.copyOf(hashes, 2 * blocks);
      }
      hashes[blocks++] = chain;
    }
  }

  int tokens() {
    return tokens;
  }

  Prompt build() {
    return new Prompt(tokens, Arrays.copyOf(hashes, blocks));
  }
}
