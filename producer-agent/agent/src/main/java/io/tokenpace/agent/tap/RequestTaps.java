package io.tokenpace.agent.tap;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.tokenpace.agent.http.ExchangeObserver;
import io.tokenpace.agent.http.ExchangeObservers;
import io.tokenpace.agent.sse.HeldBytes;
import io.tokenpace.agent.timeline.RequestEvents;
import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Observes the exchanges that ask an engine to generate: POST to the paths of chats and
 * completions. All others pass unobserved.
 *
 * <p>Thread-safe.
 */
public final class RequestTaps implements ExchangeObservers {
  private static final Map<String, String> OPERATIONS =
      Map.of("/v1/chat/completions", "chat", "/v1/completions", "completion");

  /** A sixth of the heap the launcher gives: several large events at a time. */
  private static final long MAX_HELD_BYTES = 8L << 20;

  private final TapSettings settings;
  private final RequestEvents events;
  private final TapCounts counts = new TapCounts();
  private final HeldBytes held = new HeldBytes(MAX_HELD_BYTES);
  private final AtomicLong nextRequest = new AtomicLong();

  /** Taps of one boot; its requests are numbered from 0. */
  public RequestTaps(TapSettings settings, RequestEvents events) {
    this.settings = settings;
    this.events = events;
  }

  @Override
  public @Nullable ExchangeObserver observe(HttpRequest head, InetAddress peer, long micros) {
    String target = head.uri();
    int query = target.indexOf('?');
    String operation = OPERATIONS.get(query < 0 ? target : target.substring(0, query));
    if (operation == null || !head.method().equals(HttpMethod.POST)) {
      return null;
    }
    HttpHeaders headers = head.headers();
    RequestIdentity identity = RequestIdentity.of(headers, peer, settings);
    boolean readable = Bodies.isIdentity(headers);
    return new RequestTap(this, operation, identity, readable, micros);
  }

  /** What could not be observed. */
  public TapCounts counts() {
    return counts;
  }

  TapSettings settings() {
    return settings;
  }

  HeldBytes held() {
    return held;
  }

  RequestEvents events() {
    return events;
  }

  long nextRequest() {
    return nextRequest.getAndIncrement();
  }
}
