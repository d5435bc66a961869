package io.tokenpace.agent.timeline;

import io.tokenpace.agent.dialect.Payload;
import io.tokenpace.agent.dialect.Payload.Timings;
import io.tokenpace.agent.dialect.Payload.Usage;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one choice.
 *
 * <p>NOT thread-safe.
 */
final class ChoiceTimeline {
  final int number;
  final TokenCounter counter = new TokenCounter();

  /** How many output chunks came. */
  long chunks;

  /** When the last of them came, or accepted. */
  long lastMicros;

  /** Accepted to the first role-only chunk before any output. */
  long roleSinceMicros = RequestEvent.ABSENT;

  /** Whether text came that may be the prompt's. */
  boolean echoed;

  /** Why it ended; null while it goes on. */
  @Nullable String finishReason;

  /** The last usage on a chunk of its own. */
  @Nullable Usage usage;

  @Nullable Timings timings;

  ChoiceTimeline(int number, long acceptedMicros) {
    this.number = number;
    this.lastMicros = acceptedMicros;
  }

  /** Takes over what a chunk that is this choice's alone says of its tokens. */
  void counts(Payload payload) {
    if (payload.usage() != null) {
      usage = payload.usage();
    }
    if (payload.timings() != null) {
      timings = payload.timings();
    }
  }
}
