package io.tokenpace.aggregation.slice;

import io.tokenpace.schemas.codec.SeriesLabels;
import org.jspecify.annotations.Nullable;

/**
 * A request that was not seen to end.
 *
 * <p>NOT thread-safe.
 */
final class InFlight {
  /** Stands for a number there is none of. */
  static final long NONE = -1;

  final SeriesLabels labels;

  /**
   * When it was accepted, UTC microseconds, as its start or a list of requests in flight says; a
   * request only chunks were seen of has {@link #NONE} and is not known to be in flight.
   */
  long acceptedMicros = NONE;

  /** What its start says; taken for streamed while that was not seen. */
  boolean streaming = true;

  /** Output tokens of its chunks. */
  long chunkTokens;

  /** The most output tokens a list of requests in flight gives it. */
  long listedTokens;

  /** Accepted to first output, microseconds; {@link #NONE} if that chunk was not seen. */
  long firstOutputSinceMicros = NONE;

  /** Sequence of the last report that holds its start or chunks. */
  long lastSeen = NONE;

  /** Sequence of the last report that lists it. */
  long lastListed = NONE;

  /** Sequence of the first report that lists what is in flight, is newer, and lacks it. */
  long goneSequence = NONE;

  /** What that report is complete through; {@link Long#MAX_VALUE} without one. */
  long goneMicros = Long.MAX_VALUE;

  /** The end it was counted with; null if it was not. */
  @Nullable UnseenEnd end;

  InFlight(SeriesLabels labels) {
    this.labels = labels;
  }

  /** Whether it is known to have been in flight. */
  boolean known() {
    return acceptedMicros != NONE;
  }

  /** Output tokens so far, as far as anybody said. */
  long outputTokens() {
    return Math.max(chunkTokens, listedTokens);
  }

  /** Whether it was in flight at any moment of a stretch. */
  boolean within(long fromMicros, long toMicros) {
    return known() && acceptedMicros < toMicros && goneMicros > fromMicros;
  }
}
