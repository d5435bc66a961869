package io.tokenpace.agent.timeline;

/**
 * Where events of requests go.
 *
 * <p>Thread-safe: called on every event loop. Never blocks and never throws; what cannot be taken
 * is counted.
 */
public interface RequestEvents {
  /** Takes an event; those of one request come in order. */
  void offer(RequestEvent event);
}
