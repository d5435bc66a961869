package io.tokenpace.agent.tap;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.tokenpace.agent.dialect.Frame;
import io.tokenpace.agent.dialect.RequestBody;
import io.tokenpace.agent.dialect.StatusClass;
import io.tokenpace.agent.dialect.TokenCounter;
import io.tokenpace.agent.dialect.Usage;
import io.tokenpace.agent.dialect.UsageTotal;
import io.tokenpace.agent.http.ExchangeObserver;
import io.tokenpace.agent.sse.EventStreamParser;
import io.tokenpace.agent.tap.RequestTaps.Caller;
import io.tokenpace.agent.tap.TapCounts.Unseen;
import io.tokenpace.agent.timeline.RequestEvent;
import io.tokenpace.agent.timeline.RequestTimeline;
import io.tokenpace.schemas.wire.EndCause;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Watches one request. A client that leaves before its request was complete made none.
 *
 * <p>Confined to its exchange's event loop.
 */
final class RequestTap implements ExchangeObserver {
  private static final byte[] DONE = {'[', 'D', 'O', 'N', 'E', ']'};

  private final RequestTaps taps;
  private final Caller caller;
  private final RequestBody body = new RequestBody();
  private final TokenCounter tokens = new TokenCounter();
  private long number;
  private @Nullable RequestTimeline timeline;
  private UsageTotal usage = new UsageTotal(1);

  private int status = -1;
  private boolean streamed;
  private boolean encoded;
  private @Nullable EventStreamParser stream;
  private @Nullable ByteArrayOutputStream whole;
  private long micros;
  private Frame.@Nullable EngineError error;

  RequestTap(RequestTaps taps, Caller caller) {
    this.taps = taps;
    this.caller = caller;
  }

  @Override
  public void requestBytes(ByteBuf bytes) {
    body.take(bytes);
  }

  @Override
  public void accepted(long acceptedMicros) {
    if (!body.complete()) {
      taps.counts().add(Unseen.REQUEST_NOT_JSON, 1);
    }
    number = taps.nextNumber();
    usage = new UsageTotal(body.prompts());
    timeline =
        new RequestTimeline(
            new RequestTimeline.Request(
                number,
                taps.labels(caller, body.complete() ? body.model() : null),
                caller.operation().word(),
                body.stream(),
                body.choices(),
                body.prompts(),
                body.bytes(),
                caller.retries()),
            acceptedMicros,
            acceptedMicros - caller.headMicros(),
            taps.events());
  }

  @Override
  public void responseHead(HttpResponse head, long headMicros) {
    status = head.status().code();
    streamed = isEventStream(head);
    String coding = head.headers().get(HttpHeaderNames.CONTENT_ENCODING);
    if (coding != null && !coding.equalsIgnoreCase("identity")) {
      encoded = true;
      taps.counts().add(Unseen.ENCODED, 1);
    } else if (streamed) {
      stream = new EventStreamParser(taps.settings().maxEventBytes(), this::event);
    } else {
      whole = new ByteArrayOutputStream();
    }
  }

  private static boolean isEventStream(HttpResponse head) {
    String type = head.headers().get(HttpHeaderNames.CONTENT_TYPE);
    return type != null
        && type.split(";", 2)[0].trim().toLowerCase(Locale.ROOT).equals("text/event-stream");
  }

  @Override
  public void responseBytes(ByteBuf bytes, long readMicros) {
    micros = readMicros;
    if (stream != null) {
      stream.parse(bytes);
    } else if (whole != null) {
      if (whole.size() + bytes.readableBytes() > taps.settings().maxEventBytes()) {
        whole = null;
        taps.counts().add(Unseen.TOO_LARGE, 1);
      } else {
        byte[] copy = new byte[bytes.readableBytes()];
        bytes.getBytes(bytes.readerIndex(), copy);
        whole.writeBytes(copy);
      }
    }
  }

  private void event(byte[] data, int length) {
    if (isDone(data, length)) {
      return;
    }
    RequestTimeline told = timeline;
    Frame frame = taps.frames().read(data, length);
    if (frame == null) {
      taps.counts().add(Unseen.NOT_JSON, 1);
    } else if (told != null) {
      take(frame, told);
    }
  }

  private void take(Frame frame, RequestTimeline told) {
    usage.stream(frame);
    for (Frame.Choice choice : frame.choices()) {
      if (choice.output() != null) {
        TokenCounter.Counted counted = tokens.count(frame, choice);
        told.output(choice.index(), micros, counted.tokens(), choice.output(), counted.source());
      } else if (choice.roleOnly()) {
        told.roleOnly(choice.index(), micros);
      }
      if (choice.finishReason() != null) {
        told.finished(choice.index(), choice.finishReason());
      }
    }
    takeError(frame, told);
  }

  private void takeError(Frame frame, RequestTimeline told) {
    if (frame.error() != null) {
      error = frame.error();
      told.failed();
    }
  }

  private static boolean isDone(byte[] data, int length) {
    int end = length;
    while (end > 0 && data[end - 1] == ' ') {
      end--;
    }
    return Arrays.equals(data, 0, end, DONE, 0, DONE.length);
  }

  private void takeWhole(byte[] answer, RequestTimeline told) {
    Frame frame = taps.frames().read(answer, answer.length);
    if (frame == null) {
      if (answer.length > 0) {
        taps.counts().add(Unseen.NOT_JSON, 1);
      }
      return;
    }
    usage.whole(frame);
    for (Frame.Choice choice : frame.choices()) {
      told.finished(choice.index(), choice.finishReason() == null ? "" : choice.finishReason());
    }
    takeError(frame, told);
  }

  @Override
  public void ended(EndCause cause, long endMicros, long writeStallMicros) {
    RequestTimeline told = timeline;
    if (told == null) {
      return;
    }
    if (stream != null) {
      stream.end();
      taps.counts().add(Unseen.TOO_LARGE, stream.tooLargeEvents());
    }
    if (whole != null && cause == EndCause.RESPONSE_COMPLETE) {
      takeWhole(whole.toByteArray(), told);
    }
    if (cause == EndCause.RESPONSE_COMPLETE && status < 300) {
      finishUnseen(told);
    }
    Usage total = usage.total();
    if (total != null) {
      told.usage(
          new RequestTimeline.FinalUsage(
              total.input(), total.cachedInput(), total.output(), total.reasoning()));
    }
    boolean keepIds = taps.settings().requestIds().keeps(number);
    told.ended(
        new RequestTimeline.End(
            cause,
            endMicros,
            status,
            inBandCode(),
            errorClass(cause),
            status >= 0 ? streamed : body.stream(),
            writeStallMicros,
            keepIds ? caller.traceId() : null,
            keepIds ? caller.requestId() : null));
  }

  /** An answer nobody could look at is taken for a good one: nothing says that it failed. */
  private void finishUnseen(RequestTimeline told) {
    if (encoded || (status >= 0 && stream == null && whole == null)) {
      for (int choice = 0; choice < body.choices() * body.prompts(); choice++) {
        told.finished(choice, "");
      }
    }
  }

  /** The code of an error that came after a head that promised an answer. */
  private int inBandCode() {
    return error != null && status < 300 ? error.code() : (int) RequestEvent.ABSENT;
  }

  private @Nullable String errorClass(EndCause cause) {
    if (cause == EndCause.TRUNCATED) {
      return "truncated";
    }
    if (error != null) {
      boolean unsaid = error.code() < 0 && error.errorClass().equals("other");
      return unsaid && status >= 300 ? StatusClass.of(status) : error.errorClass();
    }
    if (cause == EndCause.CONNECT_FAILED || cause == EndCause.UPSTREAM_ERROR) {
      return "engine_error";
    }
    return status >= 400 ? StatusClass.of(status) : null;
  }
}
