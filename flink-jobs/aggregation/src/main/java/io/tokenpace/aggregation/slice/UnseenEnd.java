package io.tokenpace.aggregation.slice;

import java.util.List;

/**
 * How and when a request ended of which nobody saw the end.
 *
 * @param how how
 * @param micros when, UTC microseconds
 */
record UnseenEnd(How how, long micros) {
  /** Ways to end unseen; state holds them by position. */
  enum How {
    /** Its boot fell silent. */
    LOST,
    /** It is gone from a newer list of all requests in flight. */
    UNKNOWN,
    /** It has not ended: the run has. */
    IN_FLIGHT_AT_END;

    static final List<How> ALL = List.of(values());
  }
}
