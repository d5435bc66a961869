package io.tokenpace.aggregation.outcome;

import io.tokenpace.schemas.codec.EndedCursor;

/** What several definitions need of a request that ended. */
public final class RequestTimes {
  private RequestTimes() {}

  /** Output tokens: the engine's usage if given, else what was counted. */
  public static long outputTokens(EndedCursor end) {
    return end.outputTokens() >= 0 ? end.outputTokens() : end.countedOutputTokens();
  }

  /** First to last output, microseconds; only of a request that has both. */
  public static long generationMicros(EndedCursor end) {
    return end.lastOutputSinceMicros() - end.firstOutputSinceMicros();
  }

  /**
   * The tokens tpot is divided by: those after the first chunk.
   *
   * @return 0 if tpot is undefined: not streamed, several choices, or no token after the first
   *     chunk
   */
  public static long tpotDivisor(EndedCursor end) {
    if (!end.streaming() || end.choices() > 1 || end.firstOutputSinceMicros() < 0) {
      return 0;
    }
    return Math.max(0, outputTokens(end) - Math.max(0, end.firstChunkTokens()));
  }
}
