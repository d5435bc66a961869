package io.tokenpace.agent.timeline;

import io.tokenpace.agent.timeline.RequestEvent.TokenCounts;
import io.tokenpace.schemas.metrics.Bands;
import io.tokenpace.schemas.metrics.Bands.Band;
import org.jspecify.annotations.Nullable;

/** The latencies of a request that ended, for whoever shows or judges it on the node itself. */
public final class RequestLatencies {
  private RequestLatencies() {}

  /** Time to first token, microseconds; absent if it was not streamed or had no output. */
  public static long ttftMicros(RequestEvent.Ended ended) {
    return ended.times().firstOutputSinceMicros();
  }

  /** First to last output, microseconds; only of a request with a {@link #tpotDivisor}. */
  public static long generationMicros(RequestEvent.Ended ended) {
    return ended.times().lastOutputSinceMicros() - ended.times().firstOutputSinceMicros();
  }

  /** Tokens that time is divided by; 0 if the time per output token is undefined. */
  public static long tpotDivisor(RequestEvent.Ended ended) {
    if (!ended.streaming() || ended.choices() > 1 || ttftMicros(ended) < 0) {
      return 0;
    }
    TokenCounts tokens = ended.tokens();
    return Math.max(0, outputTokens(ended) - Math.max(0, tokens.firstChunk()));
  }

  /** Output tokens: the engine's usage if given, else what was counted. */
  public static long outputTokens(RequestEvent.Ended ended) {
    TokenCounts tokens = ended.tokens();
    return tokens.output() >= 0 ? tokens.output() : tokens.countedOutput();
  }

  /** Band of the time to first token by the default bounds; null if there is none. */
  public static @Nullable Band ttftBand(RequestEvent.Ended ended) {
    long ttft = ttftMicros(ended);
    return ttft < 0 ? null : Bands.DEFAULT_TTFT.of(ttft, 1);
  }

  /** Band of the time per output token by the default bounds; null if there is none. */
  public static @Nullable Band tpotBand(RequestEvent.Ended ended) {
    long divisor = tpotDivisor(ended);
    return divisor == 0 ? null : Bands.DEFAULT_TPOT.of(generationMicros(ended), divisor);
  }
}
