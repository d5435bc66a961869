package io.tokenpace.simulator.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Takes the time of each socket read, before anything is made of its bytes.
 *
 * <p>Confined to its channel's event loop.
 */
public final class ReadStamp extends ChannelInboundHandlerAdapter {
  private long nanos;

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    nanos = System.nanoTime();
    context.fireChannelRead(message);
  }

  /** When the last read happened, {@code System.nanoTime()}. */
  public long nanos() {
    return nanos;
  }
}
