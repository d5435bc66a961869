package io.tokenpace.agent.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutorGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.tokenpace.agent.time.AgentClock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A proxy before one engine that nobody notices: bodies pass byte for byte and as they come, heads
 * are written anew as RFC 9112 wants them, and what is cut off on one side is cut off on the other.
 *
 * <p>Each client connection has one connection to the engine, never shared, so that a client that
 * leaves takes its request with it. Nothing is retried.
 *
 * <p>Thread-safe.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Nobody waits for threads to end but close().
public final class Proxy implements AutoCloseable {
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final Serving serving;
  private final EventLoopGroup loops;
  private final ChannelGroup channels;
  private final Channel server;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Proxy(Serving serving, EventLoopGroup loops, ChannelGroup channels, Channel server) {
    this.serving = serving;
    this.loops = loops;
    this.channels = channels;
    this.server = server;
  }

  /**
   * Starts to listen.
   *
   * @throws IOException if the address cannot be bound
   */
  public static Proxy start(ProxySettings settings, ExchangeObservers observers, AgentClock clock)
      throws IOException {
    boolean epoll = Epoll.isAvailable();
    IoHandlerFactory handlers = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    EventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(
            settings.eventLoops(), new DefaultThreadFactory("agent-proxy", true), handlers);
    ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    Serving serving =
        new Serving(
            settings,
            observers,
            clock,
            epoll ? EpollSocketChannel.class : NioSocketChannel.class,
            channels);
    Class<? extends ServerChannel> type =
        epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    try {
      Channel server =
          bootstrap(loops, type, serving, channels).bind(settings.listen()).sync().channel();
      return new Proxy(serving, loops, channels, server);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      loops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
      throw new IOException("listen: interrupted", e);
    } catch (Exception e) {
      loops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
      throw new IOException(
          "listen: %s: %s (expected: an address that is free)"
              .formatted(settings.listen(), e.getMessage()),
          e);
    }
  }

  private static ServerBootstrap bootstrap(
      EventLoopGroup loops,
      Class<? extends ServerChannel> type,
      Serving serving,
      ChannelGroup channels) {
    return new ServerBootstrap()
        .group(loops)
        .channel(type)
        .option(ChannelOption.SO_BACKLOG, 1_024)
        .option(ChannelOption.SO_REUSEADDR, true)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, Serving.waterMark())
        .childOption(ChannelOption.RECVBUF_ALLOCATOR, Serving.reads())
        .childHandler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel channel) {
                channels.add(channel);
                new ClientConnection(channel, serving).join();
              }
            });
  }

  /** The port it listens on. */
  public int port() {
    return ((InetSocketAddress) server.localAddress()).getPort();
  }

  /** Its event loops. */
  public EventExecutorGroup loops() {
    return loops;
  }

  /** What it counts of itself. */
  public ProxyCounts counts() {
    return serving.counts();
  }

  /** Whether it takes no new connections any more. */
  public boolean draining() {
    return serving.draining();
  }

  /**
   * Stops to listen and lets what runs come to its end.
   *
   * @param atMost how long that is waited for
   * @return whether all of it did
   */
  public boolean drain(Duration atMost) throws InterruptedException {
    serving.drain();
    server.close().await(atMost.toMillis());
    long end = System.nanoTime() + atMost.toNanos();
    while (serving.counts().exchanges() > 0) {
      if (System.nanoTime() >= end) {
        return false;
      }
      loops.next().schedule(() -> {}, 10, TimeUnit.MILLISECONDS).await();
    }
    return true;
  }

  /** Ends every connection and every thread; returns after 5 s at the latest. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    serving.drain();
    server.close().awaitUninterruptibly(CLOSE_TIMEOUT.toMillis());
    // Told first, and in this order on its loop: who is cut off here has not left by himself.
    channels.forEach(
        channel -> channel.pipeline().fireUserEventTriggered(ClientConnection.CLOSING));
    channels.close().awaitUninterruptibly(CLOSE_TIMEOUT.toMillis());
    loops
        .shutdownGracefully(0, CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(CLOSE_TIMEOUT.toMillis());
  }
}
