package io.tokenpace.agent.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.tokenpace.agent.time.AgentClock;
import io.tokenpace.schemas.wire.EndCause;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response, on their way through:
 *
 * <pre>
 *   request head ─► connecting ─► forwarding ─► response complete ─► over
 *                       │             │ client left, engine gone, deadline
 *                       └─────────────┴──────────────────────────► over
 * </pre>
 *
 * <p>Confined to the event loop of its client's channel, which its engine connection shares.
 */
@SuppressWarnings(
    "FutureReturnValueIgnored") // Where it matters what became of a write, it is listened to.
final class Exchange {
  /** While the engine is being connected to, this much of a body waits; then reading stops. */
  private static final int MAX_WAITING_BYTES = 1024 * 1024;

  /** What an exchange needs of the client connection it belongs to. */
  interface Client {
    Channel channel();

    /** The exchange is over. */
    void over(boolean engineReusable, boolean clientReusable);

    /** Whether no further request is taken. */
    boolean draining();
  }

  private final HttpRequest head;
  private final Client client;
  private final Watch watch;
  private final AgentClock clock;
  private final ProxyCounts counts;
  private final Deque<HttpContent> waiting = new ArrayDeque<>();
  private int waitingBytes;
  private @Nullable EngineConnection engine;
  private boolean turnedAway;
  private boolean requestComplete;
  private boolean informational;
  private boolean responseBegun;
  private boolean responseEnding;
  private boolean engineKeepsAlive;
  private boolean lastOfClient;
  private boolean over;
  private long stallMicros;
  private long stalledSinceMicros = -1;
  private long lastReadMicros;

  Exchange(HttpRequest head, Client client, Watch watch, AgentClock clock, ProxyCounts counts) {
    this.head = head;
    this.client = client;
    this.watch = watch;
    this.clock = clock;
    this.counts = counts;
    counts.exchangeBegun();
  }

  boolean requestComplete() {
    return requestComplete;
  }

  /** It will not reach the engine: what comes of its body is shown, and not kept. */
  void turnAway() {
    turnedAway = true;
  }

  /** The engine is connected: what waits for it goes out. */
  void connected(EngineConnection connection) {
    if (over) {
      connection.close();
      return;
    }
    use(connection);
    connection.channel().flush();
  }

  /** The same where more may follow at once: whoever calls flushes. */
  void use(EngineConnection connection) {
    engine = connection;
    connection.use(this);
    Channel channel = connection.channel();
    channel.write(Heads.forEngine(head));
    for (HttpContent content = waiting.poll(); content != null; content = waiting.poll()) {
      channel.write(content);
    }
    waitingBytes = 0;
    client.channel().config().setAutoRead(channel.isWritable());
  }

  /** A part of the request's body, or its end; takes over a reference to it. */
  void request(HttpContent content, long micros) {
    boolean last = content instanceof LastHttpContent;
    if (over) {
      content.release();
      requestComplete |= last;
      return;
    }
    ByteBuf shown = content.content().retainedDuplicate();
    EngineConnection connection = engine;
    if (turnedAway) {
      content.release();
    } else if (connection == null) {
      waiting.add(content);
      waitingBytes += content.content().readableBytes();
      if (waitingBytes > MAX_WAITING_BYTES) {
        client.channel().config().setAutoRead(false);
      }
    } else {
      connection.channel().writeAndFlush(content);
    }
    try {
      if (shown.isReadable()) {
        watch.requestBytes(shown);
      }
    } finally {
      shown.release();
    }
    if (last) {
      requestComplete = true;
      watch.accepted(micros);
    }
  }

  /** A part of the response; takes over a reference to it. */
  void response(HttpObject part, long micros) {
    lastReadMicros = micros;
    if (over || responseEnding) {
      ReferenceCountUtil.release(part);
      return;
    }
    if (part.decoderResult().isFailure()) {
      ReferenceCountUtil.release(part);
      engineGone();
      return;
    }
    if (part instanceof HttpResponse response) {
      responseHead(response, micros);
    }
    if (part instanceof HttpContent content) {
      responseContent(content, micros);
    }
  }

  private void responseHead(HttpResponse response, long micros) {
    if (response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
      // Nobody asked for another protocol, and nobody here could read it.
      engineGone();
      return;
    }
    informational = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    if (informational) {
      if (head.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
        client
            .channel()
            .write(
                new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1,
                    response.status(),
                    Unpooled.EMPTY_BUFFER,
                    Heads.forClient(response, head.protocolVersion(), false).headers(),
                    EmptyHttpHeaders.INSTANCE));
      }
      return;
    }
    responseBegun = true;
    engineKeepsAlive = HttpUtil.isKeepAlive(response);
    boolean bodiless =
        head.method().equals(HttpMethod.HEAD)
            || response.status().equals(HttpResponseStatus.NO_CONTENT)
            || response.status().equals(HttpResponseStatus.NOT_MODIFIED);
    lastOfClient =
        !requestComplete
            || !HttpUtil.isKeepAlive(head)
            || head.protocolVersion().equals(HttpVersion.HTTP_1_0)
            || client.draining()
            || (!bodiless && Heads.endsWithConnection(response));
    client.channel().write(Heads.forClient(response, head.protocolVersion(), lastOfClient));
    watch.responseHead(response, micros);
  }

  private void responseContent(HttpContent content, long micros) {
    if (informational) {
      // What ends an interim response is no part of the final one.
      content.release();
      return;
    }
    if (watch.watched() && content.content().isReadable()) {
      watch.responseBytes(content.content().retainedDuplicate(), micros);
    }
    ChannelFuture written = client.channel().write(content);
    if (content instanceof LastHttpContent) {
      responseEnding = true;
      written.addListener(
          done -> end(done.isSuccess() ? EndCause.RESPONSE_COMPLETE : EndCause.CLIENT_LEFT));
    }
  }

  /** All that one read of the engine's socket brought has been written. */
  void responseRead() {
    client.channel().flush();
    watch.flushed();
  }

  /** The client takes bytes again, or does not. */
  void clientWritable(boolean writable) {
    if (!writable && stalledSinceMicros < 0) {
      stalledSinceMicros = clock.monotonicMicros();
    } else if (writable && stalledSinceMicros >= 0) {
      stallMicros += clock.monotonicMicros() - stalledSinceMicros;
      stalledSinceMicros = -1;
    }
    EngineConnection connection = engine;
    if (connection != null) {
      connection.channel().config().setAutoRead(writable);
    }
  }

  /** The engine takes bytes again, or does not. */
  void engineWritable(boolean writable) {
    client.channel().config().setAutoRead(writable);
  }

  /** The client has closed its connection. */
  void clientLeft() {
    end(EndCause.CLIENT_LEFT);
  }

  /** The engine has closed its connection, or what it says cannot be read. */
  void engineGone() {
    if (responseEnding) {
      return;
    }
    if (responseBegun) {
      responseRead();
      end(EndCause.TRUNCATED);
    } else {
      refuse(RefusalReason.UPSTREAM_ERROR, EndCause.UPSTREAM_ERROR);
    }
  }

  /** The deadline has passed. */
  void deadline() {
    if (responseEnding) {
      return;
    }
    if (responseBegun) {
      end(EndCause.AGENT_DEADLINE);
    } else {
      refuse(RefusalReason.DEADLINE, EndCause.AGENT_DEADLINE);
    }
  }

  /** Answers in the engine's place; the connection ends with it. */
  void refuse(RefusalReason reason, EndCause cause) {
    if (over) {
      return;
    }
    counts.countRefused(reason);
    client.channel().writeAndFlush(Refusal.of(reason, head.method()));
    end(cause);
  }

  private void end(EndCause cause) {
    if (over) {
      return;
    }
    over = true;
    long now = clock.monotonicMicros();
    if (stalledSinceMicros >= 0) {
      stallMicros += now - stalledSinceMicros;
    }
    boolean complete = cause == EndCause.RESPONSE_COMPLETE;
    boolean engineReusable = complete && requestComplete && engineKeepsAlive;
    EngineConnection connection = engine;
    if (connection != null && !engineReusable) {
      // First of all: an engine works for nobody until it sees this.
      connection.close();
    }
    waiting.forEach(HttpContent::release);
    waiting.clear();
    counts.exchangeEnded();
    watch.ended(cause, complete ? lastReadMicros : now, stallMicros);
    client.over(engineReusable, complete && !lastOfClient);
  }
}
