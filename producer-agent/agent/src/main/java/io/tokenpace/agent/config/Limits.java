package io.tokenpace.agent.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How much an agent takes, and how long it takes to stop.
 *
 * @param connections clients' connections at one time
 * @param connectionsPerPeer of one address
 * @param lineBytes longest line of a request's head
 * @param headBytes all header lines together
 * @param headTimeout how long a head may take
 * @param connectTimeout how long the engine may take to accept a connection
 * @param requestDeadline how long an exchange may take; null: as long as it likes
 * @param ringEvents events that may wait to be put into reports, a power of two
 * @param drain how long requests in flight may go on once it is told to stop
 * @param flush how long Kafka then has to take what is in the spool
 */
public record Limits(
    int connections,
    int connectionsPerPeer,
    int lineBytes,
    int headBytes,
    Duration headTimeout,
    Duration connectTimeout,
    @Nullable Duration requestDeadline,
    int ringEvents,
    Duration drain,
    Duration flush) {
  /** For an engine of some thousand tokens a second, with much to spare. */
  public static final Limits DEFAULT =
      new Limits(
          10_000,
          4_096,
          8 << 10,
          64 << 10,
          Duration.ofSeconds(10),
          Duration.ofSeconds(2),
          null,
          16_384,
          Duration.ofSeconds(30),
          Duration.ofSeconds(5));
}
