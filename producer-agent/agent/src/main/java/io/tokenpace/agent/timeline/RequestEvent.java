package io.tokenpace.agent.timeline;

import io.tokenpace.schemas.codec.SeriesLabels;
import io.tokenpace.schemas.wire.ChunkKind;
import io.tokenpace.schemas.wire.EndCause;
import io.tokenpace.schemas.wire.InputTokenSource;
import io.tokenpace.schemas.wire.TokenSource;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a request. Times are microseconds of the agent's monotonic clock;
 * those named {@code …SinceMicros} count from accepted. The fields mean what the fields of the same
 * name in a node report mean; numbers that are not known are {@link #ABSENT}.
 */
public sealed interface RequestEvent {
  /** Stands for a number that is not known or not there. */
  long ABSENT = -1;

  /** Number of the request in the boot, from 0. */
  long request();

  /** Its labels. */
  SeriesLabels labels();

  /** When it happened. */
  long atMicros();

  /** It was accepted: its last byte was read. */
  record Started(
      long request,
      SeriesLabels labels,
      long atMicros,
      long uploadMicros,
      boolean streaming,
      String operation,
      int choices,
      int prompts,
      long requestBytes)
      implements RequestEvent {}

  /** A chunk of output came. */
  record Chunk(
      long request,
      SeriesLabels labels,
      long atMicros,
      int choice,
      long index,
      long sinceMicros,
      int tokens,
      ChunkKind kind,
      TokenSource source,
      boolean firstOfRequest,
      long answerSinceMicros,
      long roleSinceMicros)
      implements RequestEvent {}

  /** It ended. */
  record Ended(
      long request,
      SeriesLabels labels,
      long atMicros,
      long acceptedMicros,
      EndCause cause,
      int httpStatus,
      int inBandCode,
      boolean allChoicesFinished,
      boolean streaming,
      int choices,
      OutputTimes times,
      TokenCounts tokens,
      @Nullable String finishReason,
      @Nullable String errorClass,
      int retryCount,
      long writeStallMicros,
      @Nullable String traceId,
      @Nullable String requestId)
      implements RequestEvent {
    /** The same, with its ids. */
    public Ended withIds(@Nullable String newTraceId, @Nullable String newRequestId) {
      return new Ended(
          request,
          labels,
          atMicros,
          acceptedMicros,
          cause,
          httpStatus,
          inBandCode,
          allChoicesFinished,
          streaming,
          choices,
          times,
          tokens,
          finishReason,
          errorClass,
          retryCount,
          writeStallMicros,
          newTraceId,
          newRequestId);
    }
  }

  /** When a request's output came. */
  record OutputTimes(
      long firstOutputSinceMicros,
      long firstAnswerSinceMicros,
      long lastOutputSinceMicros,
      long roleOnlySinceMicros) {}

  /** How many tokens a request had. */
  record TokenCounts(
      long input,
      long cachedInput,
      long output,
      long countedOutput,
      long reasoning,
      long firstChunk,
      InputTokenSource inputSource,
      TokenSource outputSource) {}
}
