package io.tokenpace.simulator.config;

import io.tokenpace.simulator.answer.FailureShares;
import io.tokenpace.simulator.answer.ModelBehaviour;
import io.tokenpace.simulator.answer.Speculation;
import io.tokenpace.simulator.engine.EngineLimits;
import io.tokenpace.simulator.engine.StepCost;
import io.tokenpace.simulator.random.Lengths;

/**
 * One engine.
 *
 * @param node its name in the truth file
 * @param port 0 for any free one
 * @param seed what its answers are drawn from, with the request's body
 * @param overloadStatus HTTP status when the queue is full: 429 or 503
 * @param reportCachedTokens whether usage tells cached tokens; bodies then depend on what came
 *     before
 */
public record EngineConfig(
    String node,
    int port,
    long seed,
    ModelBehaviour model,
    StepCost cost,
    EngineLimits limits,
    int overloadStatus,
    boolean reportCachedTokens) {
  /** Port of an engine that is started without a file. */
  public static final int DEFAULT_PORT = 8000;

  /** Node of an engine that is started without a file. */
  public static final String DEFAULT_NODE = "node-1";

  /** Model of an engine that is not told another. */
  public static final String DEFAULT_MODEL = "simulated-8b";

  /** Seed of a fleet that is not told another. */
  public static final long DEFAULT_SEED = 1;

  static final int DEFAULT_CONTEXT_TOKENS = 32_768;
  static final Lengths DEFAULT_OUTPUT_TOKENS = new Lengths(180, 0.7, 1, 4_096);
  static final double DEFAULT_COALESCED_SHARE = 0.01;

  /** About 1,000 tokens a second with 16 sequences in the batch, 50,000 of prompts. */
  static final StepCost DEFAULT_COST = new StepCost(12_000_000, 250_000, 20_000);

  static final EngineLimits DEFAULT_LIMITS = new EngineLimits(1_024, 64, 256, 4_096, 16);
  static final int DEFAULT_OVERLOAD_STATUS = 503;

  /** Checks what an engine that is too busy may say. */
  public EngineConfig {
    if (overloadStatus != 429 && overloadStatus != 503) {
      throw new IllegalArgumentException(
          "overload_status: %d (expected: 429 or 503)".formatted(overloadStatus));
    }
  }

  /** An engine with the defaults for all that is not given. */
  public static EngineConfig ofModel(String node, int port, long seed, String model) {
    return new EngineConfig(
        node,
        port,
        seed,
        new ModelBehaviour(
            model,
            DEFAULT_CONTEXT_TOKENS,
            DEFAULT_OUTPUT_TOKENS,
            0,
            0,
            DEFAULT_COALESCED_SHARE,
            Speculation.NONE,
            FailureShares.NONE),
        DEFAULT_COST,
        DEFAULT_LIMITS,
        DEFAULT_OVERLOAD_STATUS,
        false);
  }
}
