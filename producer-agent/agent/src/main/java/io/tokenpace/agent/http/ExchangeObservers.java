package io.tokenpace.agent.http;

import io.netty.handler.codec.http.HttpRequest;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Decides which exchanges are observed.
 *
 * <p>Thread-safe: asked on every event loop.
 */
public interface ExchangeObservers {
  /**
   * An exchange has begun; asked for its observer at most once, when there is something to show.
   *
   * @param head the request's head as the client sent it; may be read, and neither kept nor changed
   * @param peer the client's address
   * @param micros when the head was read, microseconds of the agent's monotonic clock
   * @return who watches it, or null if nobody does
   */
  @Nullable ExchangeObserver observe(HttpRequest head, InetAddress peer, long micros);
}
