package io.tokenpace.agent.http;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpRequest;
import io.tokenpace.agent.time.AgentClock;
import java.net.InetAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all client connections of a proxy share.
 *
 * <p>Thread-safe.
 */
final class Serving {
  private static final Logger LOG = LoggerFactory.getLogger(Serving.class);

  /** Most that one read takes, and about the most that waits for a peer that takes nothing. */
  private static final int MAX_READ_BYTES = 16 * 1024;

  private final ProxySettings settings;
  private final ExchangeObservers observers;
  private final AgentClock clock;
  private final ProxyCounts counts;
  private final Admission admission;
  private final Class<? extends Channel> channelType;
  private final ChannelGroup channels;
  private volatile boolean draining;

  Serving(
      ProxySettings settings,
      ExchangeObservers observers,
      AgentClock clock,
      Class<? extends Channel> channelType,
      ChannelGroup channels) {
    this.settings = settings;
    this.observers = observers;
    this.clock = clock;
    this.counts = new ProxyCounts();
    this.admission = new Admission(settings.limits(), counts);
    this.channelType = channelType;
    this.channels = channels;
  }

  ProxySettings settings() {
    return settings;
  }

  AgentClock clock() {
    return clock;
  }

  ProxyCounts counts() {
    return counts;
  }

  Admission admission() {
    return admission;
  }

  boolean draining() {
    return draining;
  }

  void drain() {
    draining = true;
  }

  @Nullable ExchangeObserver observe(HttpRequest head, InetAddress peer, long micros) {
    try {
      return observers.observe(head, peer, micros);
    } catch (RuntimeException e) {
      counts.countObserverFailure();
      LOG.warn("an exchange goes on unobserved", e);
      return null;
    }
  }

  /** When a channel counts as one that takes nothing: hundreds of them have to fit in memory. */
  static WriteBufferWaterMark waterMark() {
    return new WriteBufferWaterMark(MAX_READ_BYTES / 2, MAX_READ_BYTES);
  }

  /** How much a read takes. */
  static RecvByteBufAllocator reads() {
    return new AdaptiveRecvByteBufAllocator(1_024, 2_048, MAX_READ_BYTES);
  }

  /** Connects to the engine on a client's event loop, where the outcome is told, too. */
  void connect(EventLoop loop, Consumer<EngineConnection> connected, Runnable failed) {
    ReadStamp stamp = new ReadStamp(clock, () -> {});
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(channelType)
            .option(
                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                (int) settings.limits().connectTimeout().toMillis())
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, waterMark())
            .option(ChannelOption.RECVBUF_ALLOCATOR, reads())
            .handler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channels.add(channel);
                    channel
                        .pipeline()
                        .addLast(stamp)
                        .addLast(
                            new HttpClientCodec(
                                RequestDecoder.config(settings.limits()), false, false));
                  }
                });
    ChannelFuture connecting = bootstrap.connect(settings.engine());
    connecting.addListener(
        done -> {
          if (done.isSuccess()) {
            EngineConnection connection = new EngineConnection(connecting.channel(), stamp);
            connecting.channel().pipeline().addLast(connection);
            connected.accept(connection);
          } else {
            // Where no channel could be made, another thread tells of it.
            loop.execute(failed);
          }
        });
  }
}
