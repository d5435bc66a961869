package io.tokenpace.agent;

import io.netty.util.concurrent.EventExecutorGroup;
import io.tokenpace.agent.config.AgentConfig;
import io.tokenpace.agent.config.Limits;
import io.tokenpace.agent.http.Proxy;
import io.tokenpace.agent.http.ProxySettings;
import io.tokenpace.agent.http.RefusalReason;
import io.tokenpace.agent.scrape.ServedModels;
import io.tokenpace.agent.tap.RequestIdPolicy;
import io.tokenpace.agent.tap.RequestTaps;
import io.tokenpace.agent.tap.TapCounts;
import io.tokenpace.agent.tap.TapSettings;
import io.tokenpace.agent.time.AgentClock;
import io.tokenpace.agent.timeline.RequestEvents;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The proxy, and the taps that watch what passes.
 *
 * <p>Thread-safe.
 */
final class ProxyFront implements Front {
  private static final int MAX_LOOPS = 4;
  // Engines wait 5 s and more: they are never the ones to close.
  private static final Duration ENGINE_IDLE = Duration.ofSeconds(3);

  private final Proxy proxy;
  private final RequestTaps taps;
  private final Duration drain;

  private ProxyFront(Proxy proxy, RequestTaps taps, Duration drain) {
    this.proxy = proxy;
    this.taps = taps;
    this.drain = drain;
  }

  /** A {@link FrontMaker}. */
  static Front open(AgentConfig config, AgentClock clock, ServedModels models, RequestEvents events)
      throws IOException {
    RequestTaps taps = new RequestTaps(tapSettings(config, models), events);
    return new ProxyFront(
        Proxy.start(proxySettings(config), taps, clock), taps, config.limits().drain());
  }

  private static ProxySettings proxySettings(AgentConfig config) {
    Limits limits = config.limits();
    return new ProxySettings(
        config.listen().resolve(),
        new InetSocketAddress(config.engine().url().getHost(), config.engine().port()),
        new ProxySettings.Limits(
            limits.lineBytes(),
            limits.headBytes(),
            limits.connections(),
            limits.connectionsPerPeer(),
            limits.headTimeout(),
            limits.connectTimeout(),
            ENGINE_IDLE),
        limits.requestDeadline(),
        // More than a few serve nobody: a loop passes tens of thousands of frames a second.
        Math.min(MAX_LOOPS, Runtime.getRuntime().availableProcessors()));
  }

  private static TapSettings tapSettings(AgentConfig config, ServedModels models)
      throws IOException {
    return new TapSettings(
        config.engine().name(),
        config.engine().baseModel(),
        () -> names(models),
        TenantFiles.rule(config.identity()),
        config.identity().workloadHeader(),
        switch (config.requestIds()) {
          case OFF -> RequestIdPolicy.OFF;
          case SAMPLED -> RequestIdPolicy.SAMPLED;
          case ALL -> RequestIdPolicy.ALL;
        },
        TapSettings.DEFAULT_MAX_EVENT_BYTES);
  }

  private static @Nullable Set<String> names(ServedModels models) {
    Map<String, String> parents = models.parents();
    return parents == null ? null : parents.keySet();
  }

  @Override
  public int port() {
    return proxy.port();
  }

  @Override
  public EventExecutorGroup loops() {
    return proxy.loops();
  }

  @Override
  public int active() {
    return Math.toIntExact(proxy.counts().exchanges());
  }

  @Override
  public long observerFailures() {
    return proxy.counts().observerFailures();
  }

  @Override
  public Map<String, LongSupplier> refused() {
    return Arrays.stream(RefusalReason.values())
        .collect(
            Collectors.toUnmodifiableMap(
                reason -> reason.name().toLowerCase(Locale.ROOT),
                reason -> () -> proxy.counts().refused(reason)));
  }

  @Override
  public Map<String, LongSupplier> unobserved() {
    TapCounts counts = taps.counts();
    return Map.of(
        "too_large", counts::tooLarge,
        "encoding", counts::unobservedEncodings,
        "type", counts::unobservedTypes,
        "unreadable_request", counts::unreadableRequests,
        "unreadable_answer", counts::unreadableAnswers,
        "unterminated_event", counts::unterminatedEvents,
        "abandoned_upload", counts::abandonedUploads);
  }

  @Override
  public void drain() {
    try {
      proxy.drain(drain);
    } catch (InterruptedException e) {
      // Whoever is in a hurry cuts off what is in flight.
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    proxy.close();
  }
}
