package io.tokenpace.agent.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.tokenpace.agent.time.AgentClock;

/**
 * Notes when a socket was read, before anything else is done with what it brought.
 *
 * <p>Confined to its channel's event loop.
 */
final class ReadStamp extends ChannelInboundHandlerAdapter {
  private final AgentClock clock;
  private final Runnable onRead;
  private long micros;

  /**
   * A stamp.
   *
   * @param onRead called after each, before what was read is decoded
   */
  ReadStamp(AgentClock clock, Runnable onRead) {
    this.clock = clock;
    this.onRead = onRead;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    micros = clock.monotonicMicros();
    onRead.run();
    context.fireChannelRead(message);
  }

  /** When the last read was, microseconds of the monotonic clock. */
  long micros() {
    return micros;
  }
}
