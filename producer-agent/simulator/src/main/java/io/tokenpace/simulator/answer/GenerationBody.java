package io.tokenpace.simulator.answer;

import io.tokenpace.simulator.engine.Prompt;
import java.util.List;

/**
 * What a request's body asks for. Numbers that are not given are {@link #ABSENT}.
 *
 * @param model the model's name
 * @param streaming whether the answer comes as a stream
 * @param prompts one for a chat
 * @param choicesPerPrompt {@code n}
 * @param length how long the answer may be
 * @param includeUsage whether the stream ends with a usage frame
 * @param continuousUsage whether every frame holds the usage so far
 * @param tool name of the first tool, or empty
 */
public record GenerationBody(
    String model,
    boolean streaming,
    List<Prompt> prompts,
    int choicesPerPrompt,
    Length length,
    boolean includeUsage,
    boolean continuousUsage,
    String tool) {
  /** Stands for a number that is not given. */
  public static final int ABSENT = -1;

  /** Copies the prompts. */
  public GenerationBody {
    prompts = List.copyOf(prompts);
  }

  /** Choices of all prompts. */
  public int sequences() {
    return prompts.size() * choicesPerPrompt;
  }

  /** Tokens of all prompts, each counted once. */
  public int promptTokens() {
    return prompts.stream().mapToInt(Prompt::tokens).sum();
  }

  /**
   * How long an answer may be.
   *
   * @param mostTokens {@code max_completion_tokens} or {@code max_tokens}
   * @param leastTokens {@code min_tokens}
   * @param wantedTokens {@code vllm_xargs.output_tokens}: how long it is unless cut off; real
   *     engines pass it over
   * @param ignoreEnd {@code ignore_eos}: it goes on until it is cut off
   */
  public record Length(int mostTokens, int leastTokens, int wantedTokens, boolean ignoreEnd) {}
}
