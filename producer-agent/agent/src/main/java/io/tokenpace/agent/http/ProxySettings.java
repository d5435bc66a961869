package io.tokenpace.agent.http;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the proxy listens, and what it forwards to.
 *
 * @param listen where clients connect; port 0 is one that is free
 * @param engine where every request goes; nothing a client sends changes it
 * @param limits what it refuses
 * @param deadline after which a request is ended, counted from its head; null is never
 * @param eventLoops threads that serve, at least 1
 */
public record ProxySettings(
    InetSocketAddress listen,
    InetSocketAddress engine,
    Limits limits,
    @Nullable Duration deadline,
    int eventLoops) {
  /** Checks the numbers. */
  public ProxySettings {
    if (!(eventLoops >= 1)) {
      throw new IllegalArgumentException("event_loops: %d (expected: >= 1)".formatted(eventLoops));
    }
  }

  /**
   * What the proxy refuses, and how long it waits.
   *
   * @param lineBytes longest request or status line
   * @param headBytes longest head
   * @param connections most client connections at a time
   * @param connectionsPerPeer most of one client address
   * @param headTimeout how long a request's head may take
   * @param connectTimeout how long connecting to the engine may take
   * @param engineIdle after which an unused connection to the engine is closed; less than what
   *     engines wait, so that they are not the ones to close
   */
  public record Limits(
      int lineBytes,
      int headBytes,
      int connections,
      int connectionsPerPeer,
      Duration headTimeout,
      Duration connectTimeout,
      Duration engineIdle) {
    /** Checks the numbers. */
    public Limits {
      requirePositive("line_bytes", lineBytes);
      requirePositive("head_bytes", headBytes);
      requirePositive("connections", connections);
      requirePositive("connections_per_peer", connectionsPerPeer);
      requirePositive("head_timeout", headTimeout.toMillis());
      requirePositive("connect_timeout", connectTimeout.toMillis());
      requirePositive("engine_idle", engineIdle.toMillis());
    }

    private static void requirePositive(String name, long value) {
      if (!(value >= 1)) {
        throw new IllegalArgumentException("%s: %d (expected: >= 1)".formatted(name, value));
      }
    }
  }
}
