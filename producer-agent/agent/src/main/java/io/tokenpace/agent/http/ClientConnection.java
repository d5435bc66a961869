package io.tokenpace.agent.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import io.tokenpace.schemas.wire.EndCause;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection: its requests are served one after the other, in order, over one connection
 * to the engine that is its own. A read stays pending while a response is awaited, so that a client
 * that leaves is noticed at once.
 *
 * <p>Confined to its channel's event loop.
 */
@SuppressWarnings(
    "FutureReturnValueIgnored") // Where it matters what became of a write, it is listened to.
final class ClientConnection extends ChannelInboundHandlerAdapter implements Exchange.Client {
  /** The event that ends what is in flight: the proxy waits no longer. */
  static final Object CLOSING = new Object();

  /** Parts of pipelined requests that wait for their turn before reading stops. */
  private static final int MAX_WAITING_PARTS = 64;

  private final Channel channel;
  private final Serving serving;
  private final ReadStamp stamp;
  private final ResponseEncoder encoder = new ResponseEncoder();
  private final InetAddress peer;
  private final Deque<HttpObject> waiting = new ArrayDeque<>();
  private boolean admitted;
  private boolean connecting;
  private boolean ending;
  private boolean headBegun;
  private @Nullable Exchange exchange;
  private @Nullable EngineConnection engine;
  private @Nullable Future<?> headTimeout;
  private @Nullable Future<?> deadline;

  ClientConnection(Channel channel, Serving serving) {
    this.channel = channel;
    this.serving = serving;
    this.stamp = new ReadStamp(serving.clock(), this::bytesRead);
    this.peer = ((InetSocketAddress) channel.remoteAddress()).getAddress();
  }

  /** Puts the connection and what it reads and writes through into its channel. */
  void join() {
    channel
        .pipeline()
        .addLast(stamp)
        .addLast(new RequestDecoder(serving.settings().limits()))
        .addLast(encoder)
        .addLast(this);
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    admitted = serving.admission().open(peer);
    if (admitted) {
      connect();
    }
    awaitHead();
  }

  /** The first bytes of what may be a head have come. */
  private void bytesRead() {
    headBegun |= exchange == null && !ending;
  }

  private void awaitHead() {
    if (headTimeout == null) {
      headTimeout =
          channel
              .eventLoop()
              .schedule(
                  this::headTimedOut,
                  serving.settings().limits().headTimeout().toMillis(),
                  TimeUnit.MILLISECONDS);
    }
  }

  private void headTimedOut() {
    headTimeout = null;
    Exchange current = exchange;
    if (current == null && !ending) {
      refuseHead(RefusalReason.HEAD_TIMEOUT);
    } else if (current != null && !admitted) {
      current.refuse(RefusalReason.TOO_MANY_CONNECTIONS, EndCause.AGENT_REFUSED);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!(message instanceof HttpObject part) || ending) {
      ReferenceCountUtil.release(message);
      return;
    }
    Exchange current = exchange;
    boolean nextRequest = current != null && current.requestComplete();
    if (nextRequest || !waiting.isEmpty()) {
      waiting.add(part);
      if (waiting.size() > MAX_WAITING_PARTS) {
        channel.config().setAutoRead(false);
      }
      return;
    }
    take(part);
  }

  private void take(HttpObject part) {
    if (part instanceof HttpRequest head) {
      begin(head);
    }
    if (part instanceof HttpContent content) {
      Exchange current = exchange;
      if (current == null) {
        content.release();
      } else if (content.decoderResult().isFailure()) {
        content.release();
        current.refuse(RefusalReason.BAD_HEAD, EndCause.CLIENT_LEFT);
      } else {
        current.request(content, stamp.micros());
        if (!admitted && current.requestComplete()) {
          current.refuse(RefusalReason.TOO_MANY_CONNECTIONS, EndCause.AGENT_REFUSED);
        }
      }
    }
  }

  private void begin(HttpRequest head) {
    headBegun = false;
    // Whoever is turned away has no longer for the body either.
    if (headTimeout != null && admitted) {
      headTimeout.cancel(false);
      headTimeout = null;
    }
    if (head.decoderResult().isFailure()) {
      refuseHead(reason(head.decoderResult().cause()));
      return;
    }
    if (!Heads.acceptable(head)) {
      refuseHead(RefusalReason.BAD_HEAD);
      return;
    }
    encoder.answersHead(head.method().equals(HttpMethod.HEAD));
    long readMicros = stamp.micros();
    Watch watch = new Watch(() -> serving.observe(head, peer, readMicros), serving.counts());
    Exchange begun = new Exchange(head, this, watch, serving.clock(), serving.counts());
    exchange = begun;
    Duration atMost = serving.settings().deadline();
    if (atMost != null) {
      deadline =
          channel.eventLoop().schedule(begun::deadline, atMost.toMillis(), TimeUnit.MILLISECONDS);
    }
    if (!admitted) {
      begun.turnAway();
      return;
    }
    EngineConnection known = engine;
    if (known != null && known.usable()) {
      begun.use(known);
    } else if (!connecting) {
      connect();
    }
  }

  /** Begins with the first request still on its way, so that it does not wait for this. */
  private void connect() {
    connecting = true;
    serving.connect(channel.eventLoop(), this::connected, this::notConnected);
  }

  private void connected(EngineConnection connection) {
    connecting = false;
    if (ending) {
      connection.close();
      return;
    }
    engine = connection;
    Exchange current = exchange;
    if (current != null) {
      current.connected(connection);
    } else {
      connection.leave(serving.settings().limits().engineIdle());
    }
  }

  private void notConnected() {
    connecting = false;
    Exchange current = exchange;
    if (current != null) {
      current.refuse(RefusalReason.CONNECT_FAILED, EndCause.CONNECT_FAILED);
    }
  }

  private static RefusalReason reason(@Nullable Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      return RefusalReason.LINE_TOO_LONG;
    }
    return cause instanceof TooLongHttpHeaderException
        ? RefusalReason.HEAD_TOO_LONG
        : RefusalReason.BAD_HEAD;
  }

  private void refuseHead(RefusalReason reason) {
    serving.counts().countRefused(reason);
    ending = true;
    encoder.answersHead(false);
    channel
        .writeAndFlush(Refusal.of(reason, HttpMethod.GET))
        .addListener(ChannelFutureListener.CLOSE);
    closeEngine();
  }

  @Override
  public Channel channel() {
    return channel;
  }

  @Override
  public boolean draining() {
    return serving.draining();
  }

  @Override
  public void over(boolean engineReusable, boolean clientReusable) {
    exchange = null;
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
    EngineConnection known = engine;
    if (known != null) {
      if (engineReusable) {
        known.leave(serving.settings().limits().engineIdle());
      } else {
        engine = null;
      }
    }
    if (!clientReusable) {
      ending = true;
      channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
      closeEngine();
      return;
    }
    channel.config().setAutoRead(true);
    next();
    flushEngine();
  }

  /** Takes what waited, up to the end of the next request. */
  private void next() {
    while (!waiting.isEmpty() && !ending) {
      Exchange current = exchange;
      if (current != null && current.requestComplete()) {
        return;
      }
      take(waiting.remove());
    }
  }

  /**
   * A head goes out with what came of its body, or alone if nothing did. One that came in a single
   * read, as they do, needs nobody to wait for the rest of it.
   */
  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    flushEngine();
    if (headBegun && !ending) {
      headBegun = false;
      awaitHead();
    }
  }

  private void flushEngine() {
    EngineConnection known = engine;
    if (known != null) {
      known.channel().flush();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (exchange != null) {
      exchange.clientWritable(channel.isWritable());
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == CLOSING && exchange != null) {
      exchange.deadline();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    serving.admission().closed(peer);
    ending = true;
    if (headTimeout != null) {
      headTimeout.cancel(false);
    }
    if (exchange != null) {
      exchange.clientLeft();
    }
    closeEngine();
    waiting.forEach(ReferenceCountUtil::release);
    waiting.clear();
  }

  private void closeEngine() {
    EngineConnection known = engine;
    engine = null;
    if (known != null) {
      known.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    channel.close();
  }
}
