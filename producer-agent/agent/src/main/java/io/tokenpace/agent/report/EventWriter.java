package io.tokenpace.agent.report;

import io.tokenpace.agent.timeline.RequestEvent;
import io.tokenpace.agent.timeline.RequestEvent.OutputTimes;
import io.tokenpace.agent.timeline.RequestEvent.TokenCounts;
import io.tokenpace.schemas.codec.OutputChunk;
import io.tokenpace.schemas.codec.ReportWriter;
import io.tokenpace.schemas.wire.InFlightRequest;
import io.tokenpace.schemas.wire.RequestEnd;
import io.tokenpace.schemas.wire.RequestStart;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes events into the begun report, and knows which requests they leave in flight. Whatever an
 * event holds, readers take the report: durations beyond what the wire can say are said as the
 * longest it can, texts are cut, and what makes no sense is refused.
 *
 * <p>NOT thread-safe.
 */
final class EventWriter {
  private static final long MAX_DURATION_MICROS = ReportWriter.MAX_OFFSET_MICROS;

  /** As readers of ended requests have it. */
  private static final long MAX_TOKENS = 1L << 28;

  private static final int MAX_STATUS = 999;

  private final ReportWriter writer;
  private final EventTime time;
  private final ReportCounts counts;
  private final InFlight inFlight = new InFlight();

  EventWriter(ReportWriter writer, EventTime time, ReportCounts counts) {
    this.writer = writer;
    this.time = time;
    this.counts = counts;
  }

  /**
   * Writes one event.
   *
   * @throws IllegalArgumentException if it holds what no reader takes
   */
  void write(RequestEvent event) {
    if (event instanceof RequestEvent.Chunk chunk) {
      chunk(chunk);
    } else if (event instanceof RequestEvent.Started started) {
      started(started);
    } else if (event instanceof RequestEvent.Ended ended) {
      ended(ended);
    }
    counts.inFlight(inFlight.size());
  }

  private void started(RequestEvent.Started event) {
    InFlight.Request request =
        inFlight.get(event.request(), event.labels(), time.of(event.atMicros()));
    writer.started(
        RequestStart.newBuilder()
            .setRequest(event.request())
            .setSeries(writer.series(event.labels()))
            .setAcceptedOffsetMicros(offset(request.acceptedMicros))
            .setUploadMicros(duration(event.uploadMicros()))
            .setStreaming(event.streaming())
            .setOperation(WireText.label(event.operation()))
            .setChoices(Math.max(1, event.choices()))
            .setPrompts(Math.max(1, event.prompts()))
            .setRequestBytes(event.requestBytes() < 0 ? null : (Long) event.requestBytes())
            .build());
    counts.start();
  }

  private void chunk(RequestEvent.Chunk event) {
    long atMicros = time.of(event.atMicros());
    long since = Math.min(event.sinceMicros(), MAX_DURATION_MICROS);
    InFlight.Request request =
        inFlight.get(event.request(), event.labels(), atMicros - Math.max(0, since));
    writer.chunk(
        new OutputChunk(
            event.request(),
            writer.series(event.labels()),
            event.choice(),
            event.index(),
            atMicros,
            since,
            event.tokens(),
            event.kind(),
            event.source(),
            event.firstOfRequest(),
            Math.min(event.answerSinceMicros(), MAX_DURATION_MICROS),
            Math.min(event.roleSinceMicros(), since)));
    request.outputTokens += event.tokens();
    counts.chunk();
  }

  private void ended(RequestEvent.Ended event) {
    InFlight.@Nullable Request request = inFlight.remove(event.request());
    OutputTimes times = event.times();
    if (times.firstOutputSinceMicros() >= 0
        && times.lastOutputSinceMicros() < times.firstOutputSinceMicros()) {
      throw new IllegalArgumentException(
          "lastOutputSinceMicros: %d (expected: at least the first output's)"
              .formatted(times.lastOutputSinceMicros()));
    }
    long endSince = clamp(event.atMicros() - event.acceptedMicros());
    long endMicros = time.of(event.atMicros());
    TokenCounts tokens = event.tokens();
    // Chunks the ring refused are in no run; by the usage, if there is one, their tokens still
    // count.
    long counted = request == null ? Math.max(0, tokens.countedOutput()) : request.outputTokens;
    writer.ended(
        RequestEnd.newBuilder()
            .setRequest(event.request())
            .setSeries(writer.series(event.labels()))
            .setEndCause(event.cause())
            .setHttpStatus(number(event.httpStatus(), MAX_STATUS))
            .setInBandCode(number(event.inBandCode(), Integer.MAX_VALUE))
            .setAllChoicesFinished(event.allChoicesFinished())
            .setStreaming(event.streaming())
            .setChoices(Math.max(1, event.choices()))
            .setAcceptedOffsetMicros(
                offset(request == null ? endMicros - endSince : request.acceptedMicros))
            .setEndOffsetMicros(offset(endMicros))
            .setFirstOutputSinceMicros(duration(times.firstOutputSinceMicros()))
            .setFirstAnswerSinceMicros(duration(times.firstAnswerSinceMicros()))
            .setLastOutputSinceMicros(duration(times.lastOutputSinceMicros()))
            .setRoleOnlySinceMicros(duration(times.roleOnlySinceMicros()))
            .setEndSinceMicros(endSince)
            .setInputTokens(tokens(tokens.input()))
            .setCachedInputTokens(tokens(tokens.cachedInput()))
            .setOutputTokens(tokens(tokens.output()))
            .setCountedOutputTokens(Math.min(counted, MAX_TOKENS))
            .setReasoningTokens(tokens(tokens.reasoning()))
            .setFirstChunkTokens(tokens(tokens.firstChunk()))
            .setInputTokenSource(tokens.inputSource())
            .setOutputTokenSource(tokens.outputSource())
            .setFinishReason(WireText.orNull(event.finishReason()))
            .setErrorClass(WireText.orNull(event.errorClass()))
            .setRetryCount(number(event.retryCount(), Integer.MAX_VALUE))
            .setWriteStallMicros(duration(event.writeStallMicros()))
            .setTraceId(WireText.orNull(event.traceId()))
            .setRequestId(WireText.orNull(event.requestId()))
            .build());
    counts.end();
  }

  /** A request whose end will not come is in flight no more. */
  void forget(long request) {
    inFlight.remove(request);
    counts.inFlight(inFlight.size());
  }

  int inFlight() {
    return inFlight.size();
  }

  /** The list for the begun report. */
  List<InFlightRequest> inFlightList() {
    List<InFlightRequest> list = new ArrayList<>();
    for (InFlight.Request request : inFlight.all()) {
      list.add(
          new InFlightRequest(
              request.number,
              writer.series(request.labels),
              offset(request.acceptedMicros),
              request.outputTokens));
    }
    return list;
  }

  /** Of an event time to the begun report's base. */
  long offset(long eventMicros) {
    long offset = eventMicros - writer.baseTimeMicros();
    return Math.max(-MAX_DURATION_MICROS, Math.min(MAX_DURATION_MICROS, offset));
  }

  private static long clamp(long micros) {
    return Math.max(0, Math.min(MAX_DURATION_MICROS, micros));
  }

  private static @Nullable Long duration(long micros) {
    return micros < 0 ? null : (Long) clamp(micros);
  }

  private static @Nullable Long tokens(long tokens) {
    return tokens < 0 || tokens > MAX_TOKENS ? null : (Long) tokens;
  }

  private static @Nullable Integer number(int number, int max) {
    return number < 0 || number > max ? null : (Integer) number;
  }
}
