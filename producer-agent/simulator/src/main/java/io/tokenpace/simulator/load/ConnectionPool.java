package io.tokenpace.simulator.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.http.HttpClientCodec;
import io.tokenpace.simulator.transport.ReadStamp;
import io.tokenpace.simulator.transport.Transport;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Connections to one target. As many as there are open exchanges, so that none waits for another;
 * idle ones are used again for as long as engines keep them.
 *
 * <p>Confined to the load's event loop.
 */
final class ConnectionPool {
  /** Engines close after 5 s; a request on its way then would be lost. */
  private static final long MAX_IDLE_NANOS = 3_000_000_000L;

  private static final int CONNECT_MILLIS = 5_000;

  private final Bootstrap bootstrap;
  private final Deque<ClientConnection> idle = new ArrayDeque<>();
  private final ClientConnection.Ends ends;

  /** Takes an exchange's connection. */
  interface Connected {
    void connected(ClientConnection connection);
  }

  ConnectionPool(EventLoopGroup loop, Target target, ClientConnection.Ends ends) {
    this.ends = ends;
    this.bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(Transport.clientChannel())
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
            .remoteAddress(target.host(), target.port())
            .handler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    ReadStamp stamp = new ReadStamp();
                    channel
                        .pipeline()
                        .addLast(stamp)
                        .addLast(new HttpClientCodec())
                        .addLast(new ClientConnection(channel, stamp, ConnectionPool.this.ends));
                  }
                });
  }

  /** Gets a connection, at once or later; {@code failed} runs if there is none to be had. */
  @SuppressWarnings("FutureReturnValueIgnored") // The listener is what it is for.
  void connect(Connected connected, Runnable failed) {
    long nowNanos = System.nanoTime();
    ClientConnection reused = idle.pollLast();
    while (reused != null) {
      if (reused.isOpen() && nowNanos - reused.idleSinceNanos() < MAX_IDLE_NANOS) {
        connected.connected(reused);
        return;
      }
      reused.close();
      reused = idle.pollLast();
    }
    bootstrap
        .connect()
        .addListener(
            (ChannelFutureListener)
                future -> {
                  if (future.isSuccess()) {
                    connected.connected(future.channel().pipeline().get(ClientConnection.class));
                  } else {
                    failed.run();
                  }
                });
  }

  void idle(ClientConnection connection) {
    idle.addLast(connection);
  }
}
