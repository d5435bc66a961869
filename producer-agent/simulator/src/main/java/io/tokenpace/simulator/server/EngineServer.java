package io.tokenpace.simulator.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import io.tokenpace.simulator.config.EngineConfig;
import io.tokenpace.simulator.transport.ReadStamp;
import io.tokenpace.simulator.transport.Transport;
import io.tokenpace.simulator.truth.TruthLog;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * An engine that listens on a port. Its steps and its connections run on one thread of its own.
 *
 * <p>Thread-safe.
 */
public final class EngineServer implements AutoCloseable {
  private static final int MAX_BODY_BYTES = 64 << 20;
  private static final int BACKLOG = 1_024;
  private static final long QUIT_SECONDS = 5;

  private final EventLoopGroup group;
  private final EventLoop loop;
  private final ServedEngine engine;
  private final Channel listener;

  private EngineServer(
      EventLoopGroup group, EventLoop loop, ServedEngine engine, Channel listener) {
    this.group = group;
    this.loop = loop;
    this.engine = engine;
    this.listener = listener;
  }

  /**
   * Starts an engine; when this returns, it accepts connections.
   *
   * @param host the address it listens on
   * @param started what it says of its own start
   * @throws BindFailedException if the address cannot be had
   */
  public static EngineServer start(
      String host, EngineConfig config, TruthLog truth, Instant started) {
    EventLoopGroup group = Transport.loop("engine-" + config.node());
    EventLoop loop = group.next();
    ServedEngine engine = new ServedEngine(config, new LoopTimer(loop), truth, started);
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(group)
            .channel(Transport.serverChannel())
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    ReadStamp stamp = new ReadStamp();
                    channel
                        .pipeline()
                        .addLast(stamp)
                        .addLast(new HttpServerCodec())
                        .addLast(new HttpServerKeepAliveHandler())
                        .addLast(new HttpObjectAggregator(MAX_BODY_BYTES))
                        .addLast(new ConnectionHandler(engine, stamp));
                  }
                });
    try {
      Channel listener =
          bootstrap
              .bind(new InetSocketAddress(host, config.port()))
              .syncUninterruptibly()
              .channel();
      return new EngineServer(group, loop, engine, listener);
    } catch (RuntimeException e) {
      quit(group);
      throw new BindFailedException(host, config.port(), e);
    }
  }

  /** The port it listens on. */
  public int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  /** Stops listening, cuts what is open, and ends the thread; the second time does nothing. */
  @Override
  public void close() {
    if (!group.isShuttingDown()) {
      listener.close().awaitUninterruptibly();
      loop.submit(() -> List.copyOf(engine.connections).forEach(ConnectionHandler::shutDown))
          .awaitUninterruptibly();
      quit(group);
    }
  }

  private static void quit(EventLoopGroup group) {
    group.shutdownGracefully(0, QUIT_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
