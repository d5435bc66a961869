package io.tokenpace.agent.tap;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.tokenpace.agent.dialect.ErrorClass;
import io.tokenpace.agent.dialect.RequestScanner;
import io.tokenpace.agent.dialect.RequestShape;
import io.tokenpace.agent.http.ExchangeObserver;
import io.tokenpace.agent.sse.BodyCollector;
import io.tokenpace.agent.timeline.Ending;
import io.tokenpace.agent.timeline.RequestEvent;
import io.tokenpace.agent.timeline.RequestTimeline;
import io.tokenpace.schemas.codec.SeriesLabels;
import io.tokenpace.schemas.wire.EndCause;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Observes one exchange. Its request starts when it was accepted, or when its answer begins or it
 * is refused before that; a client that leaves before its request is whole has asked for nothing.
 *
 * <p>Confined to the exchange's event loop.
 */
final class RequestTap implements ExchangeObserver {
  private static final String UNKNOWN_MODEL = "(unknown)";

  private final RequestTaps taps;
  private final String operation;
  private final RequestIdentity identity;
  private final long headMicros;
  private final @Nullable RequestScanner scanner;
  private long requestBytes;
  private boolean streamAsked;
  private @Nullable RequestTimeline timeline;
  private @Nullable AnswerReader answer;
  private boolean streamed;
  private int status = (int) RequestEvent.ABSENT;
  private long lastBodyMicros = RequestEvent.ABSENT;

  RequestTap(
      RequestTaps taps,
      String operation,
      RequestIdentity identity,
      boolean readable,
      long headMicros) {
    this.taps = taps;
    this.operation = operation;
    this.identity = identity;
    this.headMicros = headMicros;
    this.scanner = readable ? new RequestScanner() : null;
  }

  @Override
  public void requestBytes(ByteBuf bytes) {
    requestBytes += bytes.readableBytes();
    if (scanner != null && timeline == null) {
      scanner.feed(bytes);
    }
  }

  @Override
  public void accepted(long micros) {
    if (timeline == null) {
      timeline = start(micros);
    }
  }

  @Override
  public void responseHead(HttpResponse head, long micros) {
    RequestTimeline started = timeline == null ? start(micros) : timeline;
    timeline = started;
    status = head.status().code();
    boolean success = head.status().codeClass() == HttpStatusClass.SUCCESS;
    HttpHeaders headers = head.headers();
    streamed = success ? Bodies.isEventStream(headers) : streamAsked;
    lastBodyMicros = micros;
    answer = reader(headers, success, started);
  }

  private AnswerReader reader(HttpHeaders headers, boolean success, RequestTimeline started) {
    int maxBytes = taps.settings().maxEventBytes();
    if (!Bodies.isIdentity(headers)) {
      taps.counts().unobservedEncodings.increment();
      started.unread();
    } else if (success && streamed) {
      return new AnswerReader.Streamed(started, taps.counts(), maxBytes, taps.held());
    } else if (Bodies.isJson(headers)) {
      return new AnswerReader.Whole(
          started, taps.counts(), new BodyCollector(maxBytes, taps.held()), status, success);
    } else if (success) {
      taps.counts().unobservedTypes.increment();
      started.unread();
    }
    return new AnswerReader.Unread(success ? null : ErrorClass.of(status, "", ""));
  }

  @Override
  public void responseBytes(ByteBuf bytes, long micros) {
    if (answer != null) {
      lastBodyMicros = micros;
      answer.feed(bytes, micros);
    }
  }

  @Override
  public void ended(EndCause cause, long micros, long writeStallMicros) {
    if (timeline == null && cause == EndCause.CLIENT_LEFT) {
      taps.counts().abandonedUploads.increment();
      return;
    }
    RequestTimeline ending = timeline == null ? start(micros) : timeline;
    if (answer != null) {
      answer.end(lastBodyMicros, cause == EndCause.RESPONSE_COMPLETE);
    }
    RequestEvent.Ended ended =
        ending.ended(
            new Ending(
                cause,
                micros,
                status,
                answer == null ? streamAsked : streamed,
                answer == null ? null : answer.refusal(),
                identity.retryCount(),
                writeStallMicros),
            lastBodyMicros);
    boolean keepsIds = IdSampling.keeps(taps.settings().requestIds(), ended);
    taps.events().offer(keepsIds ? ended.withIds(identity.traceId(), identity.requestId()) : ended);
  }

  private RequestTimeline start(long acceptedMicros) {
    RequestShape shape = RequestShape.UNREADABLE;
    if (scanner == null) {
      taps.counts().unobservedEncodings.increment();
    } else {
      shape = scanner.end();
      if (!shape.readable()) {
        taps.counts().unreadableRequests.increment();
      }
    }
    streamAsked = shape.stream();
    RequestTimeline started =
        new RequestTimeline(
            taps.nextRequest(), labels(shape.model()), shape, acceptedMicros, taps.events());
    started.started(headMicros, operation, requestBytes);
    return started;
  }

  private SeriesLabels labels(@Nullable String named) {
    return new SeriesLabels(
        taps.settings().engine(),
        model(named),
        taps.settings().baseModel(),
        identity.tenant(),
        identity.workload());
  }

  private String model(@Nullable String named) {
    Set<String> served = taps.settings().servedModels().get();
    if (named == null || (served != null && !served.contains(named))) {
      return UNKNOWN_MODEL;
    }
    return Labels.of(named);
  }
}
