package io.tokenpace.simulator.truth;

import io.tokenpace.simulator.answer.TokenKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What is true of one request; filled in while it is served. All times are {@link
 * System#nanoTime()}.
 *
 * <p>NOT thread-safe: confined to the engine's thread until it has ended.
 */
public final class RequestTruth {
  private static final TokenKind[] KINDS = TokenKind.values();

  /** What the request says of itself. */
  public record Labels(String request, String model, String tenant, String workload) {}

  private final String node;
  private final String operation;
  private final long acceptedNanos;
  private Labels labels;
  private boolean streaming;
  private int choices = 1;
  private int prompts = 1;
  private int promptTokens;
  private int cachedTokens = -1;
  private int nextSequence;
  private final List<long[]> roles = new ArrayList<>();

  /** Five numbers a frame: sequence, choice, tokens, kind, nanos. */
  private long[] frames = new long[5 * 32];

  private int frameNumbers;
  private int frameTokens;
  private int frameReasoningTokens;

  /** A request that was read whole. */
  public RequestTruth(String node, String operation, Labels labels, long acceptedNanos) {
    this.node = node;
    this.operation = operation;
    this.labels = labels;
    this.acceptedNanos = acceptedNanos;
  }

  /** Its body was understood. */
  public void understood(
      String model, boolean isStreaming, int choicesPerPrompt, int promptCount, int inputTokens) {
    labels = new Labels(labels.request(), model, labels.tenant(), labels.workload());
    streaming = isStreaming;
    choices = choicesPerPrompt;
    prompts = promptCount;
    promptTokens = inputTokens;
  }

  /** The engine took it up and found so many of its prompt tokens cached. */
  public void admitted(int tokens) {
    cachedTokens = tokens;
  }

  /** A frame with a role alone is about to be written. */
  public void role(int choice, long nanos) {
    roles.add(new long[] {nextSequence++, choice, nanos});
  }

  /** A frame with tokens is about to be written. */
  public void frame(int choice, int tokens, TokenKind kind, long nanos) {
    if (frameNumbers + 5 > frames.length) {
      frames = Arrays.copyOf(frames, 2 * frames.length);
    }
    frames[frameNumbers++] = nextSequence++;
    frames[frameNumbers++] = choice;
    frames[frameNumbers++] = tokens;
    frames[frameNumbers++] = kind.ordinal();
    frames[frameNumbers++] = nanos;
    frameTokens += tokens;
    frameReasoningTokens += kind == TokenKind.REASONING ? tokens : 0;
  }

  /** Tokens of all frames so far. */
  public int frameTokens() {
    return frameTokens;
  }

  /** Of these, those that are reasoning. */
  public int frameReasoningTokens() {
    return frameReasoningTokens;
  }

  int frameCount() {
    return frameNumbers / 5;
  }

  int promptTokens() {
    return promptTokens;
  }

  int cachedTokens() {
    return cachedTokens;
  }

  String node() {
    return node;
  }

  long acceptedNanos() {
    return acceptedNanos;
  }

  String operation() {
    return operation;
  }

  Labels labels() {
    return labels;
  }

  boolean streaming() {
    return streaming;
  }

  int choices() {
    return choices;
  }

  int prompts() {
    return prompts;
  }

  List<long[]> roles() {
    return roles;
  }

  long frameNumber(int frame, int position) {
    return frames[5 * frame + position];
  }

  String frameKind(int frame) {
    return KINDS[(int) frameNumber(frame, 3)].label();
  }
}
