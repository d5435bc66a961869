package io.tokenpace.report.testing;

import java.time.Duration;
import java.time.Instant;

/**
 * What a seeded database holds: one run of a fleet in which each node serves one model.
 *
 * @param seed equal seeds give equal rows
 * @param run the run's name
 * @param live whether it has no end
 * @param start its start, a whole hour
 * @param hours how long it is
 * @param nodes how many nodes
 * @param models how many models
 * @param tenants how many tenants
 * @param base the shortest window, a divisor of an hour
 * @param fineHours of nodes and of tenants of models, only so many hours at the end have rows
 *     shorter than an hour
 */
public record Seeding(
    long seed,
    String run,
    boolean live,
    Instant start,
    int hours,
    int nodes,
    int models,
    int tenants,
    Duration base,
    int fineHours) {

  /** A small fleet for tests: everything there is, in few rows. */
  public static Seeding small(long seed, String run, boolean live, Instant start) {
    return new Seeding(seed, run, live, start, 3, 4, 2, 3, Duration.ofMinutes(1), 3);
  }

  /** 24 hours of 200 nodes and 5 models. */
  public static Seeding day(long seed, String run, Instant start) {
    return new Seeding(seed, run, true, start, 24, 200, 5, 20, Duration.ofMinutes(5), 1);
  }

  /** The end of its rows. */
  public Instant end() {
    return start.plus(Duration.ofHours(hours));
  }
}
