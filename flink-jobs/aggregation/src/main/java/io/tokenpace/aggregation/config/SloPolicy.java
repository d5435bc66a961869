package io.tokenpace.aggregation.config;

import java.io.Serializable;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What users were promised, from a moment on.
 *
 * @param match for which requests
 * @param type whether somebody waits for the answer
 * @param bounds by clause the most it may take, microseconds; a clause without bound is not
 *     promised
 * @param objectivePpm the share of requests that are to be good, parts per million
 * @param periodMillis over which time that share counts
 * @param validFromMicros from when on it holds for requests accepted then, UTC microseconds, a
 *     whole minute
 */
public record SloPolicy(
    LabelMatch match,
    Type type,
    Map<SloClause, Long> bounds,
    long objectivePpm,
    long periodMillis,
    long validFromMicros)
    implements Serializable {
  /** Stands for a clause that is not promised. */
  public static final long NO_BOUND = -1;

  private static final long MINUTE_MICROS = 60_000_000;
  private static final long MILLION = 1_000_000;

  /** Whether somebody waits for the answer. */
  public enum Type {
    /** Somebody reads along: every clause may be promised. */
    INTERACTIVE,
    /** Only the whole answer counts: e2e and deadline. */
    BATCH
  }

  /** Copies, and checks every field. */
  public SloPolicy {
    // In the clauses' order, so that equal policies have equal texts.
    Map<SloClause, Long> ordered = new EnumMap<>(SloClause.class);
    ordered.putAll(bounds);
    bounds = Collections.unmodifiableMap(ordered);
    for (Map.Entry<SloClause, Long> bound : bounds.entrySet()) {
      if (bound.getValue() <= 0) {
        throw new IllegalArgumentException(
            "%s: %d µs (expected: above 0)"
                .formatted(bound.getKey().clauseName(), bound.getValue()));
      }
      if (type == Type.BATCH && bound.getKey().whileStreaming()) {
        throw new IllegalArgumentException(
            "%s: %d µs (expected: e2e and deadline only, as the class is batch)"
                .formatted(bound.getKey().clauseName(), bound.getValue()));
      }
    }
    if (!(objectivePpm > 0 && objectivePpm <= MILLION)) {
      throw new IllegalArgumentException(
          "objective: %d ppm (expected: 1 to 1000000)".formatted(objectivePpm));
    }
    if (periodMillis <= 0) {
      throw new IllegalArgumentException(
          "period: %d ms (expected: above 0)".formatted(periodMillis));
    }
    if (!(validFromMicros >= 0 && validFromMicros % MINUTE_MICROS == 0)) {
      throw new IllegalArgumentException(
          "valid_from: %d µs (expected: a whole minute, UTC, not before 1970)"
              .formatted(validFromMicros));
    }
  }

  /** The most a clause may take, microseconds, or {@link #NO_BOUND}. */
  public long boundMicros(SloClause clause) {
    return bounds.getOrDefault(clause, NO_BOUND);
  }
}
