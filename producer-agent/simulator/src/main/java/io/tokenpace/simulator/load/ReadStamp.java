package io.tokenpace.simulator.load;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Takes the time of each socket read, before anything is made of its bytes. */
final class ReadStamp extends ChannelInboundHandlerAdapter {
  private long nanos;

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    nanos = System.nanoTime();
    context.fireChannelRead(message);
  }

  long nanos() {
    return nanos;
  }
}
