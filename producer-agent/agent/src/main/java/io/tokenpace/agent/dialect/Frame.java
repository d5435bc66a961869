package io.tokenpace.agent.dialect;

import io.tokenpace.schemas.wire.ChunkKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one event of a stream, or one whole answer, says.
 *
 * @param choices what it holds of choices, in its order
 * @param usage the tokens it speaks of; null if it does not
 * @param nativeOutput llama.cpp's counter of output tokens so far, or -1
 * @param error what went wrong; null if nothing did
 */
public record Frame(
    List<Choice> choices, @Nullable Usage usage, long nativeOutput, @Nullable EngineError error) {
  /**
   * A part of one choice.
   *
   * @param index which
   * @param output what its text is; null without text
   * @param roleOnly whether it names the speaker and has no text
   * @param finishReason as the engine wrote it; null if it has not finished
   * @param tokenIds how many token ids came with it, or -1
   * @param logprobs how many tokens' log probabilities came with it, or -1
   */
  public record Choice(
      int index,
      @Nullable ChunkKind output,
      boolean roleOnly,
      @Nullable String finishReason,
      int tokenIds,
      int logprobs) {}

  /**
   * An error as the engine says it, without its text.
   *
   * @param code its number, or -1
   * @param errorClass which kind it is: out_of_memory, engine_error, overload or other
   */
  public record EngineError(int code, String errorClass) {}
}
