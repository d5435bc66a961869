package io.tokenpace.agent.timeline;

import io.tokenpace.agent.dialect.Payload.Timings;
import io.tokenpace.agent.dialect.Payload.Usage;
import io.tokenpace.agent.timeline.RequestEvent.TokenCounts;
import io.tokenpace.schemas.wire.InputTokenSource;
import io.tokenpace.schemas.wire.TokenSource;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of one request over all its choices. The engine's own count is, in this order: the
 * usage that stands alone (in a chunk without choices, or beside all of them); the sum of the last
 * usage of each choice; llama.cpp's counters.
 *
 * <p>NOT thread-safe.
 */
final class RequestTokens {
  private static final long ABSENT = RequestEvent.ABSENT;

  private long counted;
  private long firstChunk = ABSENT;
  private TokenSource worstSource = TokenSource.UNKNOWN;
  private @Nullable Usage total;

  /** A chunk was counted. */
  void chunk(int tokens, TokenSource source) {
    firstChunk = firstChunk == ABSENT ? tokens : firstChunk;
    counted += tokens;
    worstSource = source.compareTo(worstSource) > 0 ? source : worstSource;
  }

  /** A usage of the whole request came. */
  void total(Usage usage) {
    total = usage;
  }

  /** A usage came that is the whole request's if no other is. */
  void totalIfNoBetter(Usage usage) {
    total = total == null ? usage : total;
  }

  /**
   * What is known at the request's end.
   *
   * @param choicesPerPrompt choices that share a prompt, one after the other
   */
  TokenCounts counts(Collection<ChoiceTimeline> choices, int choicesPerPrompt) {
    Sum sum = new Sum();
    for (ChoiceTimeline choice : choices) {
      sum.add(choice, choicesPerPrompt);
    }
    Usage usage = total == null ? sum.usage : total;
    // Engines that have nothing to say yet write zeros.
    boolean believed = usage != null && (usage.completion() > 0 || counted == 0);
    long output = usage != null && believed ? usage.completion() : ABSENT;
    long input = usage != null && usage.prompt() > 0 ? usage.prompt() : ABSENT;
    long cached = usage == null ? ABSENT : usage.cached();
    InputTokenSource inputSource =
        input == ABSENT ? InputTokenSource.UNKNOWN : InputTokenSource.USAGE;
    if (input == ABSENT && sum.timedInput >= 0) {
      input = sum.timedInput;
      cached = sum.timedCached;
      inputSource = InputTokenSource.ENGINE_COUNTER;
    }
    return new TokenCounts(
        input,
        cached,
        output == ABSENT ? sum.timedOutput : output,
        counted,
        usage == null ? ABSENT : usage.reasoning(),
        firstChunk,
        inputSource,
        worstSource);
  }

  /** Adds up what is said of choices; a prompt counts with the first of its choices only. */
  private static final class Sum {
    @Nullable Usage usage;
    long timedInput = ABSENT;
    long timedCached = ABSENT;
    long timedOutput = ABSENT;
    private long promptSeen = ABSENT;
    private long timedPromptSeen = ABSENT;

    void add(ChoiceTimeline choice, int choicesPerPrompt) {
      long prompt = choice.number / choicesPerPrompt;
      Usage own = choice.usage;
      if (own != null) {
        boolean again = prompt == promptSeen;
        Usage before = usage == null ? new Usage(ABSENT, ABSENT, ABSENT, ABSENT) : usage;
        usage =
            new Usage(
                again ? before.prompt() : plus(before.prompt(), own.prompt()),
                again ? before.cached() : plus(before.cached(), own.cached()),
                plus(before.completion(), own.completion()),
                plus(before.reasoning(), own.reasoning()));
        promptSeen = prompt;
      }
      Timings timings = choice.timings;
      if (timings != null) {
        if (prompt != timedPromptSeen) {
          timedInput = plus(plus(timedInput, timings.prompt()), timings.cached());
          timedCached = plus(timedCached, timings.cached());
        }
        timedOutput = plus(timedOutput, timings.predicted());
        timedPromptSeen = prompt;
      }
    }

    private static long plus(long sum, long number) {
      if (number < 0) {
        return sum;
      }
      return Math.max(0, sum) + number;
    }
  }
}
