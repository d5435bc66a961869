package io.tokenpace.agent.testing;

import io.tokenpace.agent.timeline.RequestEvent;
import io.tokenpace.agent.timeline.RequestEvent.OutputTimes;
import io.tokenpace.agent.timeline.RequestEvent.TokenCounts;
import io.tokenpace.schemas.codec.SeriesLabels;
import io.tokenpace.schemas.wire.ChunkKind;
import io.tokenpace.schemas.wire.EndCause;
import io.tokenpace.schemas.wire.InputTokenSource;
import io.tokenpace.schemas.wire.TokenSource;

/** Events of requests with one choice, where only what a test is about has to be said. */
public final class Events {
  /** Labels of requests that need none. */
  public static final SeriesLabels LABELS =
      new SeriesLabels("engine", "model", "(none)", "(none)", "(none)");

  private Events() {}

  public static RequestEvent.Started started(long request, long atMicros) {
    return new RequestEvent.Started(request, LABELS, atMicros, 3, true, "chat", 1, 1, 100);
  }

  /** A chunk of one token; the first one is the first output and answer. */
  public static RequestEvent.Chunk chunk(
      long request, long index, long atMicros, long sinceMicros) {
    boolean first = index == 0;
    return new RequestEvent.Chunk(
        request,
        LABELS,
        atMicros,
        0,
        index,
        sinceMicros,
        1,
        ChunkKind.ANSWER,
        TokenSource.ONE_PER_CHUNK,
        first,
        first ? sinceMicros : RequestEvent.ABSENT,
        RequestEvent.ABSENT);
  }

  /** The end of a request whose output came at its accepted and at its end. */
  public static RequestEvent.Ended ended(
      long request, long acceptedMicros, long atMicros, long outputTokens) {
    return ended(request, acceptedMicros, atMicros, outputTokens, "stop", "id-" + request);
  }

  public static RequestEvent.Ended ended(
      long request,
      long acceptedMicros,
      long atMicros,
      long outputTokens,
      String finishReason,
      String requestId) {
    return new RequestEvent.Ended(
        request,
        LABELS,
        atMicros,
        acceptedMicros,
        EndCause.RESPONSE_COMPLETE,
        200,
        -1,
        true,
        true,
        1,
        new OutputTimes(0, 0, atMicros - acceptedMicros, RequestEvent.ABSENT),
        new TokenCounts(
            7,
            RequestEvent.ABSENT,
            outputTokens,
            outputTokens,
            RequestEvent.ABSENT,
            1,
            InputTokenSource.USAGE,
            TokenSource.ONE_PER_CHUNK),
        finishReason,
        null,
        -1,
        0,
        null,
        requestId);
  }
}
