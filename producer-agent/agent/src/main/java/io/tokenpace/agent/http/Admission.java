package io.tokenpace.agent.http;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts connections, in all and by peer, and says which are too many.
 *
 * <p>Thread-safe.
 */
final class Admission {
  private final ProxySettings.Limits limits;
  private final ProxyCounts counts;
  private final ConcurrentHashMap<InetAddress, Integer> byPeer = new ConcurrentHashMap<>();

  Admission(ProxySettings.Limits limits, ProxyCounts counts) {
    this.limits = limits;
    this.counts = counts;
  }

  /** A connection opens; returns whether its requests are to be served. */
  boolean open(InetAddress peer) {
    long all = counts.connectionOpened();
    int ofPeer = byPeer.merge(peer, 1, Integer::sum);
    return all <= limits.connections() && ofPeer <= limits.connectionsPerPeer();
  }

  void closed(InetAddress peer) {
    counts.connectionClosed();
    byPeer.computeIfPresent(peer, (same, open) -> open == 1 ? null : open - 1);
  }
}
