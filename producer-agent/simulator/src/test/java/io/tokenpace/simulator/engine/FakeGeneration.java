package io.tokenpace.simulator.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A generation that remembers what the engine told it. */
final class FakeGeneration implements Generation {
  private final List<Prompt> prompts;
  private final int choices;
  private final int[][] tokens;
  final List<Long> stepNanos = new ArrayList<>();
  long admittedNanos = -1;
  int cachedTokens = -1;
  int admissions;
  private Runnable afterStep = () -> {};

  private FakeGeneration(List<Prompt> prompts, int choices, int[][] tokens) {
    this.prompts = prompts;
    this.choices = choices;
    this.tokens = tokens;
  }

  /** A prompt nobody else has, and one token a step. */
  static FakeGeneration of(int promptTokens, int outputTokens) {
    return of(new Prompt(promptTokens, new long[0]), outputTokens);
  }

  static FakeGeneration of(Prompt prompt, int outputTokens) {
    int[] steps = new int[outputTokens];
    Arrays.fill(steps, 1);
    return new FakeGeneration(List.of(prompt), 1, new int[][] {steps});
  }

  /** Sequences with tokens by step. */
  static FakeGeneration ofSequences(List<Prompt> prompts, int choices, int[]... tokens) {
    return new FakeGeneration(prompts, choices, tokens);
  }

  void afterStep(Runnable task) {
    afterStep = task;
  }

  @Override
  public List<Prompt> prompts() {
    return prompts;
  }

  @Override
  public int choicesPerPrompt() {
    return choices;
  }

  @Override
  public int steps() {
    int steps = 0;
    for (int[] sequence : tokens) {
      steps = Math.max(steps, sequence.length);
    }
    return steps;
  }

  @Override
  public int tokens(int sequence, int step) {
    return step < tokens[sequence].length ? tokens[sequence][step] : 0;
  }

  @Override
  public void admitted(int cached, long nanos) {
    admissions++;
    cachedTokens = cached;
    admittedNanos = nanos;
  }

  @Override
  public void stepped(int step, long nanos) {
    if (step != stepNanos.size()) {
      throw new AssertionError("step " + step + " after " + stepNanos.size() + " steps");
    }
    stepNanos.add(nanos);
    afterStep.run();
  }
}
