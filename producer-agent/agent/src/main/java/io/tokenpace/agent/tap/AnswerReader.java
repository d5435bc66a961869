package io.tokenpace.agent.tap;

import io.netty.buffer.ByteBuf;
import io.tokenpace.agent.dialect.ErrorClass;
import io.tokenpace.agent.dialect.Payload;
import io.tokenpace.agent.dialect.Payload.EngineError;
import io.tokenpace.agent.dialect.PayloadReader;
import io.tokenpace.agent.sse.BodyCollector;
import io.tokenpace.agent.sse.HeldBytes;
import io.tokenpace.agent.sse.SseEvents;
import io.tokenpace.agent.sse.SseParser;
import io.tokenpace.agent.timeline.RequestEvent;
import io.tokenpace.agent.timeline.RequestTimeline;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the body of one answer into its request's timeline; each kind of body has its own. */
interface AnswerReader {
  /** Reads a part; {@code micros} is when it came. */
  void feed(ByteBuf bytes, long micros);

  /**
   * The body is over.
   *
   * @param lastMicros when its last byte came
   * @param whole whether nothing of it is missing
   */
  void end(long lastMicros, boolean whole);

  /** Class of an answer that is no success; null of a success. */
  default @Nullable String refusal() {
    return null;
  }

  /** Nothing in a body is looked at. */
  final class Unread implements AnswerReader {
    private final @Nullable String refusal;

    Unread(@Nullable String refusal) {
      this.refusal = refusal;
    }

    @Override
    public void feed(ByteBuf bytes, long micros) {}

    @Override
    public void end(long lastMicros, boolean whole) {}

    @Override
    public @Nullable String refusal() {
      return refusal;
    }
  }

  /** A stream of events. */
  final class Streamed implements AnswerReader, SseEvents {
    private static final String DONE = "[DONE]";
    private static final String ERROR_TYPE = "error";

    private final RequestTimeline timeline;
    private final TapCounts counts;
    private final SseParser parser;
    private long micros;
    private boolean done;

    Streamed(RequestTimeline timeline, TapCounts counts, int maxEventBytes, HeldBytes held) {
      this.timeline = timeline;
      this.counts = counts;
      this.parser = new SseParser(maxEventBytes, held, this);
    }

    @Override
    public void feed(ByteBuf bytes, long atMicros) {
      micros = atMicros;
      parser.feed(bytes);
    }

    @Override
    public void end(long lastMicros, boolean whole) {
      parser.end();
    }

    @Override
    public void event(String type, byte[] data, int length, boolean terminated) {
      if (!terminated) {
        counts.unterminatedEvents.increment();
      }
      if (done) {
        return;
      }
      int end = length;
      while (end > 0 && (data[end - 1] == ' ' || data[end - 1] == '\n')) {
        end--;
      }
      if (isDone(data, end)) {
        done = true;
        timeline.done();
        return;
      }
      Optional<Payload> payload = PayloadReader.readChunk(data, end);
      boolean errorType = type.equals(ERROR_TYPE);
      if (payload.isPresent() && !(errorType && payload.get().error() == null)) {
        timeline.chunk(payload.get(), micros);
      } else if (errorType) {
        int code = (int) RequestEvent.ABSENT;
        EngineError error = new EngineError(code, ErrorClass.of(code, "", ""));
        timeline.chunk(new Payload(List.of(), null, null, error), micros);
      } else if (end > 0) {
        counts.unreadableAnswers.increment();
        timeline.unobserved();
      }
    }

    @Override
    public void tooLarge() {
      counts.tooLarge.increment();
      timeline.unobserved();
    }

    private static boolean isDone(byte[] data, int length) {
      return length == DONE.length()
          && new String(data, 0, length, StandardCharsets.US_ASCII).equals(DONE);
    }
  }

  /** One JSON object, of a success or of an error. */
  final class Whole implements AnswerReader {
    private final RequestTimeline timeline;
    private final TapCounts counts;
    private final BodyCollector body;
    private final int status;
    private final boolean success;
    private @Nullable String refusal;

    Whole(
        RequestTimeline timeline,
        TapCounts counts,
        BodyCollector body,
        int status,
        boolean success) {
      this.timeline = timeline;
      this.counts = counts;
      this.body = body;
      this.status = status;
      this.success = success;
      this.refusal = success ? null : ErrorClass.of(status, "", "");
    }

    @Override
    public void feed(ByteBuf bytes, long micros) {
      body.add(bytes);
    }

    @Override
    public void end(long lastMicros, boolean whole) {
      if (whole) {
        read(lastMicros);
      }
      body.forget();
    }

    private void read(long lastMicros) {
      if (body.tooLarge()) {
        counts.tooLarge.increment();
        timeline.unobserved();
        return;
      }
      Optional<Payload> payload = PayloadReader.readAnswer(body.buffer(), body.length());
      if (success && payload.isPresent()) {
        timeline.answer(payload.get(), lastMicros);
      } else if (success) {
        counts.unreadableAnswers.increment();
        timeline.unobserved();
      } else if (payload.isPresent() && payload.get().error() != null) {
        refusal = refusal(payload.get().error());
      }
    }

    /** The status says more than nothing: {@code other} in the body does not hide it. */
    private String refusal(EngineError error) {
      return error.errorClass().equals(ErrorClass.OTHER)
          ? ErrorClass.of(status, "", "")
          : error.errorClass();
    }

    @Override
    public @Nullable String refusal() {
      return refusal;
    }
  }
}
