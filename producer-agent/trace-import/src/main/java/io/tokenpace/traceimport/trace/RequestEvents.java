package io.tokenpace.traceimport.trace;

import io.tokenpace.schemas.codec.OutputChunk;
import io.tokenpace.schemas.codec.ReportWriter;
import io.tokenpace.schemas.wire.ChunkKind;
import io.tokenpace.schemas.wire.EndCause;
import io.tokenpace.schemas.wire.InputTokenSource;
import io.tokenpace.schemas.wire.RequestEnd;
import io.tokenpace.schemas.wire.RequestStart;
import io.tokenpace.schemas.wire.TokenSource;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Walks the events of one request in the order they happened: accepted, each output chunk, the end.
 *
 * <p>NOT thread-safe.
 */
final class RequestEvents {
  /** By time; at one time by request, so that a request's own events stay in their order. */
  static final Comparator<RequestEvents> BY_TIME =
      Comparator.comparingLong(RequestEvents::timeMicros).thenComparingInt(events -> events.number);

  private static final int CHOICE = 0;
  private static final int HTTP_OK = 200;

  private final int number;
  private final String operation;
  private final TracedRequest request;

  /** The event to come: −1 accepted, then the chunks by index, then the end. */
  private int next = -1;

  RequestEvents(int number, String operation, TracedRequest request) {
    this.number = number;
    this.operation = operation;
    this.request = request;
  }

  boolean hasNext() {
    return next <= request.chunks();
  }

  /** Event time of the event to come, UTC microseconds. */
  long timeMicros() {
    if (next < 0) {
      return request.acceptedMicros();
    }
    return next < request.chunks()
        ? request.acceptedMicros() + request.outputSinceMicros(next)
        : request.endMicros();
  }

  /** Writes the event to come, and moves on. */
  void writeTo(ReportWriter writer, int series) {
    if (next < 0) {
      writer.started(start(writer.baseTimeMicros(), series));
    } else if (next < request.chunks()) {
      writer.chunk(chunk(next, series));
    } else {
      writer.ended(end(writer.baseTimeMicros(), series));
    }
    next++;
  }

  private RequestStart start(long baseTimeMicros, int series) {
    return RequestStart.newBuilder()
        .setRequest(number)
        .setSeries(series)
        .setAcceptedOffsetMicros(request.acceptedMicros() - baseTimeMicros)
        .setStreaming(true)
        .setOperation(operation)
        .setChoices(1)
        .setPrompts(1)
        .build();
  }

  private OutputChunk chunk(int index, int series) {
    long since = request.outputSinceMicros(index);
    boolean first = index == 0;
    return new OutputChunk(
        number,
        series,
        CHOICE,
        index,
        request.acceptedMicros() + since,
        first ? since : since - request.outputSinceMicros(index - 1),
        1,
        ChunkKind.ANSWER,
        TokenSource.ONE_PER_CHUNK,
        first,
        first ? since : OutputChunk.ABSENT,
        first ? request.roleSinceMicros() : OutputChunk.ABSENT);
  }

  private RequestEnd end(long baseTimeMicros, int series) {
    boolean output = request.chunks() > 0;
    @Nullable Long firstOutput = output ? (Long) request.outputSinceMicros(0) : null;
    return RequestEnd.newBuilder()
        .setRequest(number)
        .setSeries(series)
        .setEndCause(request.succeeded() ? EndCause.RESPONSE_COMPLETE : EndCause.UPSTREAM_ERROR)
        .setHttpStatus(request.succeeded() ? (Integer) HTTP_OK : null)
        .setAllChoicesFinished(request.succeeded())
        .setStreaming(true)
        .setChoices(1)
        .setAcceptedOffsetMicros(request.acceptedMicros() - baseTimeMicros)
        .setEndOffsetMicros(request.endMicros() - baseTimeMicros)
        .setFirstOutputSinceMicros(firstOutput)
        .setFirstAnswerSinceMicros(firstOutput)
        .setLastOutputSinceMicros(output ? (Long) request.endSinceMicros() : null)
        .setRoleOnlySinceMicros(output ? null : orNull(request.roleSinceMicros()))
        .setEndSinceMicros(request.endSinceMicros())
        .setInputTokens(request.inputTokens())
        .setInputTokenSource(InputTokenSource.USAGE)
        .setOutputTokens(orNull(request.outputTokens()))
        .setCountedOutputTokens(request.chunks())
        .setOutputTokenSource(TokenSource.ONE_PER_CHUNK)
        .setFirstChunkTokens(output ? (Long) 1L : null)
        .setErrorClass(request.error().wireName())
        .build();
  }

  private static @Nullable Long orNull(long value) {
    return value == TracedRequest.ABSENT ? null : value;
  }
}
