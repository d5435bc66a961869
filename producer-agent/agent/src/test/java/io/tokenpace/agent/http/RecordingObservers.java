package io.tokenpace.agent.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.tokenpace.schemas.wire.EndCause;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Keeps what it is shown; exchanges that are over can be waited for. */
final class RecordingObservers implements ExchangeObservers {
  private final BlockingQueue<Recorded> over = new LinkedBlockingQueue<>();

  /** One exchange as it was shown. */
  static final class Recorded implements ExchangeObserver {
    private final BlockingQueue<Recorded> over;
    final String target;
    final long beganMicros;
    final ByteArrayOutputStream request = new ByteArrayOutputStream();
    final ByteArrayOutputStream response = new ByteArrayOutputStream();
    long acceptedMicros = -1;
    int status = -1;
    long lastMicros = -1;
    EndCause cause = EndCause.UNKNOWN;
    long stallMicros = -1;

    Recorded(String target, long beganMicros, BlockingQueue<Recorded> over) {
      this.target = target;
      this.beganMicros = beganMicros;
      this.over = over;
    }

    @Override
    public void requestBytes(ByteBuf bytes) {
      request.writeBytes(copy(bytes));
    }

    @Override
    public void accepted(long micros) {
      acceptedMicros = micros;
    }

    @Override
    public void responseHead(HttpResponse head, long micros) {
      status = head.status().code();
      lastMicros = micros;
    }

    @Override
    public void responseBytes(ByteBuf bytes, long micros) {
      if (micros < lastMicros) {
        throw new IllegalStateException("time runs back");
      }
      lastMicros = micros;
      response.writeBytes(copy(bytes));
    }

    @Override
    public void ended(EndCause endCause, long micros, long writeStallMicros) {
      cause = endCause;
      stallMicros = writeStallMicros;
      over.add(this);
    }

    private static byte[] copy(ByteBuf bytes) {
      byte[] copy = new byte[bytes.readableBytes()];
      bytes.getBytes(bytes.readerIndex(), copy);
      return copy;
    }
  }

  @Override
  public ExchangeObserver observe(HttpRequest head, InetAddress peer, long micros) {
    return new Recorded(head.uri(), micros, over);
  }

  /** The next exchange that is over; waits for it. */
  Recorded awaitNext() throws InterruptedException {
    Recorded next = over.poll(30, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("no exchange ended within 30 s");
    }
    return next;
  }
}
