package io.tokenpace.simulator.load;

/**
 * Which share of the requests is how; each from 0 to 1.
 *
 * @param cancel of the streamed ones: the client leaves after a drawn number of chunks
 * @param earlyCancel the client leaves after a drawn time, mostly before the first token
 * @param twoChoices of the chats: {@code n = 2}
 * @param notStreamed {@code stream: false}
 * @param severalPrompts of the completions: 2 to 4 prompts
 * @param usage of the streamed ones: {@code include_usage}
 * @param continuousUsage of those with usage: {@code continuous_usage_stats}, too
 * @param cutOff answers that reach their {@code max_tokens}
 */
public record Shares(
    double cancel,
    double earlyCancel,
    double twoChoices,
    double notStreamed,
    double severalPrompts,
    double usage,
    double continuousUsage,
    double cutOff) {
  /** A day's ordinary traffic. */
  public static final Shares DEFAULT = new Shares(0.03, 0.01, 0.05, 0.05, 0.1, 0.9, 0.5, 0.1);
}
