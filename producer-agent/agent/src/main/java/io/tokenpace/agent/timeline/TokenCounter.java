package io.tokenpace.agent.timeline;

import io.tokenpace.agent.dialect.Payload;
import io.tokenpace.agent.dialect.Payload.Choice;
import io.tokenpace.schemas.codec.OutputChunk;
import io.tokenpace.schemas.wire.TokenSource;

/**
 * Counts the tokens of one choice's output chunks, each by the best source there is for it.
 *
 * <p>Sources that say how many tokens there were so far are used only as long as every output chunk
 * has had them: an engine that gives its usage with the last chunk alone does not mean that chunk.
 * What a source says in chunks without output belongs to the next one with output, and a chunk of
 * output is never less than one token: where a source says 0, the token is borrowed from what it
 * says next.
 *
 * <p>NOT thread-safe.
 */
final class TokenCounter {
  private boolean usageOnEach = true;
  private boolean timingsOnEach = true;

  /** Tokens listed and not yet counted; below 0 if some were borrowed. */
  private long listed;

  private long counted;
  private TokenSource source = TokenSource.UNKNOWN;

  /** A chunk without output passed. */
  void noOutput(Choice choice) {
    listed += Math.max(0, listedTokens(choice));
  }

  /**
   * Whether a chunk of which it is not known whether its text is output holds generated tokens by a
   * source that does not count those of the prompt.
   */
  boolean saysGenerated(Choice choice, long usageSoFar) {
    return (usageOnEach && usageSoFar > counted) || choice.tokenIds() > 0;
  }

  /**
   * An output chunk passed.
   *
   * @param usageSoFar output tokens of the choice by the chunk's usage, or {@link Payload#ABSENT}
   * @param timingsSoFar the same by llama.cpp's counters
   * @return its tokens, at least 1
   */
  int output(Choice choice, long usageSoFar, long timingsSoFar) {
    // An engine that has sent output has generated something: 0 is no count.
    usageOnEach &= usageSoFar >= 1 && usageSoFar - counted <= OutputChunk.MAX_TOKENS;
    timingsOnEach &= timingsSoFar >= 1 && timingsSoFar - counted <= OutputChunk.MAX_TOKENS;
    long listedHere = listedTokens(choice);
    long tokens = 1;
    if (usageOnEach) {
      source = TokenSource.USAGE_DELTA;
      tokens = Math.max(1, usageSoFar - counted);
    } else if (listedHere >= 0) {
      source = choice.tokenIds() >= 0 ? TokenSource.TOKEN_IDS : TokenSource.LOGPROBS;
      tokens = Math.min(OutputChunk.MAX_TOKENS, Math.max(1, listed + listedHere));
    } else if (timingsOnEach) {
      source = TokenSource.NATIVE_COUNTER;
      tokens = Math.max(1, timingsSoFar - counted);
    } else {
      source = TokenSource.ONE_PER_CHUNK;
    }
    listed = listedHere >= 0 ? listed + listedHere - tokens : 0;
    counted += tokens;
    return (int) tokens;
  }

  /** Where the last count came from; unknown before the first. */
  TokenSource source() {
    return source;
  }

  private static long listedTokens(Choice choice) {
    return choice.tokenIds() >= 0 ? choice.tokenIds() : choice.logprobs();
  }
}
