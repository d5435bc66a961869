package io.tokenpace.schemas.topics;

import java.time.Duration;
import java.util.Map;

/**
 * The topics, as data: what the set-up creates and checks.
 *
 * <p>Every topic keeps its producers' compression (zstd), and stamps records when it appends them:
 * a replay of last year's traffic writes last year's event times, which retention must not see.
 */
public enum Topic {
  /**
   * Node reports, key = node. Clock skew shows as event time − append time. Partitions are never
   * added in place: a node would move.
   */
  NODE_REPORTS("node-reports", 48, "delete", Duration.ofDays(2)),
  /** One record per token, for consumers that want them so. */
  TOKEN_EVENTS("token-events", 48, "delete", Duration.ofDays(1)),
  /** Rows of results, key = the row's key, so that a later issue of a row replaces it. */
  FLEET_METRICS("fleet-metrics", 12, "compact,delete", Duration.ofDays(7)),
  /** What alert rules found. */
  ALERTS("alerts", 3, "delete", Duration.ofDays(7)),
  /** The bytes of reports that came too late, with reason and watermark in headers. */
  LATE_REPORTS("late-reports", 3, "delete", Duration.ofDays(7)),
  /** Records that could not be used, and why. */
  DEAD_LETTERS("dead-letters", 3, "delete", Duration.ofDays(7));

  /** What every topic's name begins with, unless a deployment says otherwise. */
  public static final String DEFAULT_PREFIX = "tokenpace.";

  private final String suffix;
  private final int partitions;
  private final String cleanupPolicy;
  private final Duration retention;

  Topic(String suffix, int partitions, String cleanupPolicy, Duration retention) {
    this.suffix = suffix;
    this.partitions = partitions;
    this.cleanupPolicy = cleanupPolicy;
    this.retention = retention;
  }

  /** The topic's full name under a prefix. */
  public String name(String prefix) {
    return prefix + suffix;
  }

  /** Number of partitions a new topic gets. */
  public int partitions() {
    return partitions;
  }

  /** How long records are kept. */
  public Duration retention() {
    return retention;
  }

  /** The topic's settings, as the broker names and spells them. */
  public Map<String, String> settings() {
    return Map.of(
        "cleanup.policy",
        cleanupPolicy,
        "message.timestamp.type",
        "LogAppendTime",
        "retention.ms",
        Long.toString(retention.toMillis()));
  }
}
