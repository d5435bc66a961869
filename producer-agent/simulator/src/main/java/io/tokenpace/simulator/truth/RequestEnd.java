package io.tokenpace.simulator.truth;

import java.util.List;

/**
 * How a request ended.
 *
 * @param status HTTP status of the response; 0 if there was none
 * @param outputTokens tokens that were written; of all choices
 * @param reasoningTokens of these, those that are reasoning
 * @param finishReasons of the choices that finished, in order of choice; empty for the others
 */
public record RequestEnd(
    Ending ending,
    long nanos,
    int status,
    int outputTokens,
    int reasoningTokens,
    List<String> finishReasons) {
  /** Copies the reasons. */
  public RequestEnd {
    finishReasons = List.copyOf(finishReasons);
  }
}
