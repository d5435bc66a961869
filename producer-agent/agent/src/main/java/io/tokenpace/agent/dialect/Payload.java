package io.tokenpace.agent.dialect;

import io.tokenpace.schemas.wire.ChunkKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one event of a stream, or one whole answer, says of output; never its text.
 *
 * @param choices what it says of each choice; in a stream mostly one, or none
 * @param usage the engine's own count; null if it gives none
 * @param timings llama.cpp's counters; null if it gives none
 * @param error the error it reports; null if it reports none
 */
public record Payload(
    List<Choice> choices,
    @Nullable Usage usage,
    @Nullable Timings timings,
    @Nullable EngineError error) {
  /** Stands for a number that is not given. */
  public static final long ABSENT = Json.ABSENT;

  /** Copies the list. */
  public Payload {
    choices = List.copyOf(choices);
  }

  /**
   * What is said of one choice.
   *
   * @param index its number
   * @param output what kind of output it carries; null if none
   * @param role whether it names a role
   * @param tokenIds how many token ids it lists, or {@link #ABSENT}
   * @param logprobs of how many tokens it gives probabilities, or {@link #ABSENT}
   * @param finishReason why the choice ended, as the engine says; null while it goes on
   */
  public record Choice(
      long index,
      @Nullable ChunkKind output,
      boolean role,
      long tokenIds,
      long logprobs,
      @Nullable String finishReason) {}

  /**
   * The engine's count of tokens; each number may be {@link #ABSENT}.
   *
   * @param prompt tokens of the prompts
   * @param cached of them from the prefix cache
   * @param completion output tokens
   * @param reasoning of them reasoning
   */
  public record Usage(long prompt, long cached, long completion, long reasoning) {}

  /**
   * llama.cpp's counters of one choice; each number may be {@link #ABSENT}.
   *
   * @param cached tokens of the prompt from the cache
   * @param prompt its other tokens
   * @param predicted output tokens so far
   */
  public record Timings(long cached, long prompt, long predicted) {}

  /**
   * An error, by what it is called; its message is not kept.
   *
   * @param code its number, or {@link #ABSENT}
   * @param errorClass the word that stands for its kind on the wire
   */
  public record EngineError(int code, String errorClass) {}
}
