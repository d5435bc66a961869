package io.tokenpace.aggregation.slice;

import io.tokenpace.aggregation.rollup.RollupKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is known of the requests of one boot that were not seen to end.
 *
 * <p>NOT thread-safe.
 */
final class BootRequests {
  /** Requests that are kept of one boot; no engine serves as many at once. */
  static final int MAX_REQUESTS = 16_384;

  /** By number. */
  final Map<Long, InFlight> inFlight = new HashMap<>();

  /**
   * By number, the base time of the report a request ended in, while a report from before it may
   * still come.
   */
  final Map<Long, Long> ended = new HashMap<>();

  /**
   * By sequence, what a report that lists all requests in flight is complete through; kept is the
   * first such report after each stretch of reports that may still come.
   */
  final TreeMap<Long, Long> lists = new TreeMap<>();

  /** The end of the boot's lease with which it was counted as silent, or {@link InFlight#NONE}. */
  long silentMicros = InFlight.NONE;

  /** Keys it was counted for as silent. */
  final Set<RollupKey> silentKeys = new HashSet<>();

  /** When it will next be looked at whether the boot is silent; {@link Long#MAX_VALUE}: never. */
  long silenceWakeMillis = Long.MAX_VALUE;

  /** Whether the run's end has passed, so that what is in flight is so at the end. */
  boolean runOver;
}
