package io.tokenpace.simulator.engine;

import java.util.Arrays;

/**
 * A generation on its way through the engine, and the blocks it holds.
 *
 * <p>Blocks: for each prompt {@code ⌈prompt tokens ÷ B⌉}, shared by its choices, and for each
 * sequence {@code ⌈output tokens ÷ B⌉} of its own.
 *
 * <p>NOT thread-safe.
 */
final class Running {
  final Generation generation;
  final int sequences;
  private final int[] outputTokens;
  private final int[] outputBlocks;
  private int[] held = new int[16];
  private int heldCount;

  /** Steps that are done; survives a preemption, what was computed does not. */
  int stepsDone;

  boolean wasAdmitted;

  /** Ended or aborted: a step that is under way skips it. */
  boolean gone;

  /** Tokens that are to be computed before the next step can yield any. */
  int prefillLeft;

  Running(Generation generation) {
    this.generation = generation;
    this.sequences = generation.prompts().size() * generation.choicesPerPrompt();
    this.outputTokens = new int[sequences];
    this.outputBlocks = new int[sequences];
  }

  /** Sequences the next step gets tokens from. */
  int yielding() {
    int yielding = 0;
    for (int sequence = 0; sequence < sequences; sequence++) {
      yielding += generation.tokens(sequence, stepsDone) > 0 ? 1 : 0;
    }
    return yielding;
  }

  /** Blocks the next step's tokens need beyond those that are held. */
  int blocksForNextStep(EngineLimits limits) {
    int needed = 0;
    for (int sequence = 0; sequence < sequences; sequence++) {
      needed += blocksAfterNextStep(sequence, limits) - outputBlocks[sequence];
    }
    return needed;
  }

  private int blocksAfterNextStep(int sequence, EngineLimits limits) {
    return limits.blocks(outputTokens[sequence] + generation.tokens(sequence, stepsDone));
  }

  /** Takes the blocks of {@link #blocksForNextStep}; there have to be enough. */
  void takeForNextStep(KvBlocks blocks, EngineLimits limits) {
    for (int sequence = 0; sequence < sequences; sequence++) {
      int wanted = blocksAfterNextStep(sequence, limits);
      while (outputBlocks[sequence] < wanted) {
        hold(blocks.take());
        outputBlocks[sequence]++;
      }
    }
  }

  int outputTokensSoFar() {
    return Arrays.stream(outputTokens).sum();
  }

  /** The next step's tokens are there. */
  void stepDone() {
    for (int sequence = 0; sequence < sequences; sequence++) {
      outputTokens[sequence] += generation.tokens(sequence, stepsDone);
    }
    stepsDone++;
  }

  /** Its prompts are computed: who comes later can find them. Their blocks are held first. */
  void fillPrompts(KvBlocks blocks, EngineLimits limits) {
    int first = 0;
    for (Prompt prompt : generation.prompts()) {
      for (int position = 0; position < prompt.blockHashes().length; position++) {
        blocks.fill(held[first + position], prompt.blockHashes()[position]);
      }
      first += limits.blocks(prompt.tokens());
    }
  }

  void hold(int block) {
    if (heldCount == held.length) {
      held = Arrays.copyOf(held, 2 * heldCount);
    }
    held[heldCount++] = block;
  }

  /**
   * Gives all blocks back, the last first: the beginnings of prompts keep their content longest.
   */
  void releaseAll(KvBlocks blocks) {
    while (heldCount > 0) {
      blocks.release(held[--heldCount]);
    }
    Arrays.fill(outputBlocks, 0);
  }
}
