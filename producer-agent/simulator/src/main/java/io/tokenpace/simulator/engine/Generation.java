package io.tokenpace.simulator.engine;

import java.util.List;

/**
 * A request as the engine works on it. Its sequences, {@code choicesPerPrompt} for each prompt in
 * order, go through the engine together: admitted, stepped, preempted and ended as one. So what
 * comes after what in the answer never depends on time.
 *
 * <p>Confined to the engine's thread.
 */
public interface Generation {
  /** The prompts, at least one. */
  List<Prompt> prompts();

  /** Sequences of each prompt. */
  int choicesPerPrompt();

  /** Number of steps that yield tokens, at least 1. */
  int steps();

  /** Tokens a sequence yields in a step; 0 after its end, and only then. */
  int tokens(int sequence, int step);

  /**
   * The engine takes it from the queue for the first time.
   *
   * @param cachedTokens tokens of its prompts found in the prefix cache
   */
  void admitted(int cachedTokens, long nanos);

  /**
   * A step is done; the one before {@code steps()} ends the generation. It may abort itself from
   * here.
   */
  void stepped(int step, long nanos);
}
