package io.tokenpace.simulator.answer;

import io.tokenpace.simulator.random.Lengths;

/**
 * How a model answers.
 *
 * @param name the one name the engine serves
 * @param contextTokens most tokens of a prompt and its answer
 * @param outputTokens lengths of answers that a request does not fix
 * @param reasoningShare share of an answer's tokens that are reasoning; 0 for models that do not
 *     reason
 * @param toolCallShare share of the chats with tools that are answered by a tool call
 * @param coalescedShare share of the steps whose frames wait for those of the next
 * @param speculation tokens of a step
 * @param failures what fails
 */
public record ModelBehaviour(
    String name,
    int contextTokens,
    Lengths outputTokens,
    double reasoningShare,
    double toolCallShare,
    double coalescedShare,
    Speculation speculation,
    FailureShares failures) {
  /** Checks the shares. */
  public ModelBehaviour {
    if (name.isEmpty() || contextTokens < 2) {
      throw new IllegalArgumentException(
          "model: '%s' with a context of %d tokens (expected: a name, 2 or more)"
              .formatted(name, contextTokens));
    }
    checkShare("reasoning share", reasoningShare);
    checkShare("tool call share", toolCallShare);
    checkShare("coalesced share", coalescedShare);
  }

  private static void checkShare(String name, double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("%s: %s (expected: 0 to 1)".formatted(name, share));
    }
  }
}
