package io.tokenpace.examples.cost;

import io.tokenpace.schemas.histogram.Histogram;

/**
 * What every reader here makes of the tokens it reads, so that all of them do the same work: a
 * count, and histograms of TTFT and ITL.
 *
 * <p>NOT thread-safe.
 */
final class Figures {
  private final Histogram ttft = new Histogram();
  private final Histogram itl = new Histogram();
  private long tokens;

  /** Adds one output chunk. */
  void add(long sinceMicros, int chunkTokens, long index, boolean firstOfRequest) {
    tokens += chunkTokens;
    if (firstOfRequest) {
      ttft.add(sinceMicros);
    }
    if (index > 0) {
      itl.add(sinceMicros / chunkTokens, chunkTokens, sinceMicros);
    }
  }

  /** Tokens of all chunks. */
  long tokens() {
    return tokens;
  }

  /** All of it as text, equal for equal figures. */
  @Override
  public String toString() {
    return "%d tokens, TTFT %d p99 %d, ITL %d p99 %d"
        .formatted(
            tokens,
            ttft.sum(),
            ttft.quantileMicros(990_000),
            itl.sum(),
            itl.quantileMicros(990_000));
  }
}
