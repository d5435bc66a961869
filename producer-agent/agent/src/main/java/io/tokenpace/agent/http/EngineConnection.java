package io.tokenpace.agent.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpObject;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one connection to the engine that a client connection has: used by one exchange after the
 * other, and closed when it is idle for long.
 *
 * <p>Confined to the event loop it shares with its client connection.
 */
@SuppressWarnings(
    "FutureReturnValueIgnored") // Where it matters what became of a write, it is listened to.
final class EngineConnection extends ChannelInboundHandlerAdapter {
  private final Channel channel;
  private final ReadStamp stamp;
  private @Nullable Exchange exchange;
  private @Nullable Future<?> idle;

  EngineConnection(Channel channel, ReadStamp stamp) {
    this.channel = channel;
    this.stamp = stamp;
  }

  Channel channel() {
    return channel;
  }

  /** Whether another exchange can use it. */
  boolean usable() {
    return channel.isActive() && exchange == null;
  }

  /** An exchange begins to use it. */
  void use(Exchange user) {
    exchange = user;
    if (idle != null) {
      idle.cancel(false);
      idle = null;
    }
  }

  /** Its exchange is over, and the next may come. */
  void leave(Duration closeAfter) {
    exchange = null;
    channel.config().setAutoRead(true);
    idle =
        channel
            .eventLoop()
            .schedule(() -> channel.close(), closeAfter.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Ends it at once, whatever is under way. */
  void close() {
    exchange = null;
    channel.close();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (exchange == null || !(message instanceof HttpObject object)) {
      // Nobody asked: the engine cannot be trusted to answer the next request only.
      ReferenceCountUtil.release(message);
      channel.close();
      return;
    }
    exchange.response(object, stamp.micros());
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (exchange != null) {
      exchange.responseRead();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (exchange != null) {
      exchange.engineWritable(channel.isWritable());
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    Exchange using = exchange;
    exchange = null;
    if (using != null) {
      using.engineGone();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    channel.close();
  }
}
