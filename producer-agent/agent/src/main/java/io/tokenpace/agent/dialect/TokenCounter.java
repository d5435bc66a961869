package io.tokenpace.agent.dialect;

import io.tokenpace.schemas.wire.TokenSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Says how many tokens a chunk of output stands for, from the best source its frame has: the
 * increase of the choice's own usage, token ids, log probabilities, llama.cpp's counter; else one.
 *
 * <p>A chunk has one token at least. Counters that stand still while text comes (an engine held
 * text back) are caught up with at the next chunk, and tokens that brought no text are counted with
 * the text that follows them, so that chunks add up to the counter.
 *
 * <p>NOT thread-safe: one for one request.
 */
public final class TokenCounter {
  /** How many tokens, and how that is known. */
  public record Counted(int tokens, TokenSource source) {}

  private static final int MAX_TOKENS = 1 << 20;

  /** By choice, what its chunks were said to hold so far. */
  private final Map<Integer, Long> placed = new HashMap<>(4);

  /** Counts a choice's chunk of output. */
  public Counted count(Frame frame, Frame.Choice choice) {
    Usage usage = frame.usage();
    // A frame's usage is that of its one choice; Ollama writes zeros into every chunk.
    boolean ownUsage = frame.choices().size() == 1 && usage != null && usage.output() > 0;
    if (ownUsage) {
      return new Counted(increase(choice.index(), usage), TokenSource.USAGE_DELTA);
    }
    if (choice.tokenIds() > 0) {
      return of(choice.index(), choice.tokenIds(), TokenSource.TOKEN_IDS);
    }
    if (choice.logprobs() > 0) {
      return of(choice.index(), choice.logprobs(), TokenSource.LOGPROBS);
    }
    if (frame.choices().size() == 1 && frame.nativeOutput() > 0) {
      return new Counted(
          increase(choice.index(), frame.nativeOutput()), TokenSource.NATIVE_COUNTER);
    }
    return of(choice.index(), 1, TokenSource.ONE_PER_CHUNK);
  }

  private int increase(int choice, @Nullable Usage usage) {
    return usage == null ? 1 : increase(choice, usage.output());
  }

  private int increase(int choice, long counter) {
    long before = placed.getOrDefault(choice, 0L);
    int tokens = (int) Math.max(1, Math.min(MAX_TOKENS, counter - before));
    placed.put(choice, before + tokens);
    return tokens;
  }

  private Counted of(int choice, int tokens, TokenSource source) {
    int bounded = Math.min(MAX_TOKENS, tokens);
    placed.merge(choice, (long) bounded, Long::sum);
    return new Counted(bounded, source);
  }
}
