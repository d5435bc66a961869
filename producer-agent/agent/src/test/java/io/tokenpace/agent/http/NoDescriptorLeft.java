package io.tokenpace.agent.http;

import io.netty.channel.ChannelException;
import io.netty.channel.socket.nio.NioSocketChannel;

/** A channel as it is when the process has no descriptor left. */
public final class NoDescriptorLeft extends NioSocketChannel {
  /** Fails. */
  public NoDescriptorLeft() {
    throw new ChannelException("too many open files");
  }
}
