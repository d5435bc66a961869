package io.tokenpace.simulator.engine;

/**
 * What an engine has room for.
 *
 * @param stepTokens most tokens of a step: one a decoding sequence, the rest for prompts
 * @param runningSequences most sequences in the batch; below {@code stepTokens}, so that prompts go
 *     on beside a full batch
 * @param waitingRequests most requests in the queue
 * @param kvBlocks blocks of the KV cache
 * @param blockTokens tokens of a block
 */
public record EngineLimits(
    int stepTokens, int runningSequences, int waitingRequests, int kvBlocks, int blockTokens) {
  /** Checks the numbers. */
  public EngineLimits {
    if (!(runningSequences >= 1 && stepTokens > runningSequences)) {
      throw new IllegalArgumentException(
          "step tokens: %d with %d running sequences (expected: more than those, at least 1)"
              .formatted(stepTokens, runningSequences));
    }
    if (!(waitingRequests >= 0 && kvBlocks >= 1 && blockTokens >= 1)) {
      throw new IllegalArgumentException(
          "waiting requests %d, KV blocks %d, tokens of a block %d (expected: >= 0, >= 1, >= 1)"
              .formatted(waitingRequests, kvBlocks, blockTokens));
    }
  }

  /** Blocks that hold so many tokens. */
  public int blocks(int tokens) {
    return (tokens + blockTokens - 1) / blockTokens;
  }
}
