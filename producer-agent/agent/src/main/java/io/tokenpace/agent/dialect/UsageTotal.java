package io.tokenpace.agent.dialect;

import io.tokenpace.agent.timeline.RequestEvent;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an engine says of a whole request's tokens, out of usages that speak of all of it, or of one
 * choice so far.
 *
 * <p>A frame without choices speaks of all, and so does a whole answer. If there is none, the last
 * words on each choice add up to the output; the prompt's tokens are known then if there was one
 * prompt.
 *
 * <p>NOT thread-safe: one for one request.
 */
public final class UsageTotal {
  private final int prompts;
  private final Map<Integer, Usage> ofChoices = new HashMap<>(4);
  private @Nullable Usage ofAll;

  /** For a request with so many prompts. */
  public UsageTotal(int prompts) {
    this.prompts = prompts;
  }

  /** Takes a frame of a stream. */
  public void stream(Frame frame) {
    Usage usage = frame.usage();
    if (usage == null) {
      return;
    }
    if (frame.choices().isEmpty()) {
      ofAll = usage;
    } else if (frame.choices().size() == 1 && usage.output() > 0) {
      ofChoices.put(frame.choices().get(0).index(), usage);
    }
  }

  /** Takes a whole answer. */
  public void whole(Frame answer) {
    if (answer.usage() != null) {
      ofAll = answer.usage();
    }
  }

  /** The request's tokens; null if the engine never spoke of them. */
  public @Nullable Usage total() {
    if (ofAll != null || ofChoices.isEmpty()) {
      return ofAll;
    }
    long output = 0;
    long reasoning = 0;
    boolean allReasoning = true;
    Usage any = ofChoices.values().iterator().next();
    for (Usage usage : ofChoices.values()) {
      output += usage.output();
      reasoning += Math.max(0, usage.reasoning());
      allReasoning &= usage.reasoning() >= 0;
    }
    boolean onePrompt = prompts == 1;
    return new Usage(
        onePrompt ? any.input() : RequestEvent.ABSENT,
        onePrompt ? any.cachedInput() : RequestEvent.ABSENT,
        output,
        allReasoning ? reasoning : RequestEvent.ABSENT);
  }
}
