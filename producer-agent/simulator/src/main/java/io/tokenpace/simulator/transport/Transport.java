package io.tokenpace.simulator.transport;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;

/**
 * Epoll where it is there, else NIO. Epoll's timers are exact to microseconds, NIO's to a
 * millisecond.
 *
 * <p>Thread-safe.
 */
public final class Transport {
  private static final boolean NATIVE = Epoll.isAvailable();

  private Transport() {}

  /** A loop of one thread. */
  public static EventLoopGroup loop(String name) {
    return new MultiThreadIoEventLoopGroup(
        1,
        new DefaultThreadFactory(name, true),
        NATIVE ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
  }

  /** What accepts connections on such a loop. */
  public static Class<? extends ServerChannel> serverChannel() {
    return NATIVE ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }

  /** What connects on such a loop. */
  public static Class<? extends SocketChannel> clientChannel() {
    return NATIVE ? EpollSocketChannel.class : NioSocketChannel.class;
  }
}
