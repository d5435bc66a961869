package io.tokenpace.agent.admin;

import io.tokenpace.agent.time.AgentClock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/**
 * Finds out whether the engine accepts connections.
 *
 * <p>Confined to one thread, but for {@link #accepts}.
 */
public final class EngineProbe {
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final int CONNECT_MILLIS = 1_000;

  /** A busy engine's backlog may be full for a moment. */
  private static final long HOLDS_MICROS = 5_000_000;

  private final String host;
  private final int port;
  private final AgentClock clock;
  private volatile long acceptedMicros = -1;

  /** A probe that has not asked yet. */
  public EngineProbe(String host, int port, AgentClock clock) {
    this.host = host;
    this.port = port;
    this.clock = clock;
  }

  /** Connects once and hangs up; returns how long to wait before the next time. */
  public Duration step() {
    try (Socket socket = new Socket()) {
      // The name is looked up each time: it may come to mean another address.
      socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
      acceptedMicros = clock.monotonicMicros();
    } catch (IOException e) {
      // Then it does not accept, which is all that is asked.
      return INTERVAL;
    }
    return INTERVAL;
  }

  /** Whether it accepted a connection in the last 5 s. Thread-safe. */
  public boolean accepts() {
    long last = acceptedMicros;
    return last >= 0 && clock.monotonicMicros() - last <= HOLDS_MICROS;
  }
}
