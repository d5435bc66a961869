package io.tokenpace.simulator.load;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.tokenpace.simulator.transport.ReadStamp;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a target, with one exchange at a time.
 *
 * <p>Confined to the load's event loop.
 */
final class ClientConnection extends ChannelInboundHandlerAdapter {
  private final Channel channel;
  private final ReadStamp stamp;
  private final Ends ends;
  private @Nullable ClientExchange exchange;
  private boolean keepAlive;
  private long idleSinceNanos;

  /** Hears what becomes of exchanges and connections. */
  interface Ends {
    void ended(ClientExchange exchange, Outcome outcome, long nanos);

    /** The connection can take the next exchange. */
    void idle(ClientConnection connection);
  }

  ClientConnection(Channel channel, ReadStamp stamp, Ends ends) {
    this.channel = channel;
    this.stamp = stamp;
    this.ends = ends;
  }

  boolean isOpen() {
    return channel.isActive();
  }

  long idleSinceNanos() {
    return idleSinceNanos;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // A failed write closes the channel.
  void send(ClientExchange next) {
    exchange = next;
    keepAlive = false;
    PlannedRequest planned = next.planned;
    FullHttpRequest request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1,
            HttpMethod.POST,
            planned.operation().path(),
            Unpooled.wrappedBuffer(planned.body()));
    Target target = planned.target();
    request.headers().set(HttpHeaderNames.HOST, target.host() + ":" + target.port());
    request.headers().set(HttpHeaderNames.CONTENT_TYPE, "application/json");
    request.headers().set(HttpHeaderNames.CONTENT_LENGTH, planned.body().length);
    request.headers().set("X-Request-Id", planned.id());
    request.headers().set("X-Tenant", planned.tenant().name());
    request.headers().set("X-Workload", planned.workload().name());
    if (!planned.session().isEmpty()) {
      request.headers().set("X-Session-ID", planned.session());
    }
    channel.write(request, channel.voidPromise());
    // Encoded, and about to be handed to the socket.
    next.sentNanos = System.nanoTime();
    channel.flush();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      ClientExchange current = exchange;
      if (current == null) {
        // It has left; the channel closes.
        return;
      }
      if (message instanceof HttpResponse head) {
        keepAlive = HttpUtil.isKeepAlive(head);
        current.head(head.status().code(), stamp.nanos());
      }
      if (message instanceof HttpContent content) {
        current.body(content.content(), stamp.nanos());
        if (current.leavesNow()) {
          leave();
        } else if (message instanceof LastHttpContent) {
          finish(current);
        }
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void finish(ClientExchange current) {
    exchange = null;
    ends.ended(current, current.outcomeOfResponse(), stamp.nanos());
    if (keepAlive) {
      idleSinceNanos = System.nanoTime();
      ends.idle(this);
    } else {
      close();
    }
  }

  /** The client leaves its exchange, if it is still in one, by closing the connection. */
  void leave() {
    ClientExchange current = exchange;
    if (current != null) {
      exchange = null;
      current.cancelledNanos = System.nanoTime();
      close();
      ends.ended(current, Outcome.CANCELLED, current.cancelledNanos);
    }
  }

  boolean serves(ClientExchange asked) {
    return exchange == asked;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // Nothing follows from it.
  void close() {
    channel.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    ClientExchange current = exchange;
    if (current != null) {
      exchange = null;
      ends.ended(current, current.outcomeOfBreak(), System.nanoTime());
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // Resets and broken HTTP: the record says that the answer broke off.
    close();
  }
}
