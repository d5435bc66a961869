package io.tokenpace.standalone.fleet;

import java.math.BigDecimal;

/**
 * How large the fleet is, and what it is asked to do.
 *
 * @param nodes nodes, each with one engine and its agent
 * @param models models the nodes serve, in turn; no more than nodes
 * @param tenants tenants that send requests
 * @param rate requests a second, on average, in all
 * @param seed what engines and load are drawn from
 */
public record FleetOptions(int nodes, int models, int tenants, BigDecimal rate, long seed) {
  private static final int MAX_NODES = 32;
  private static final int MAX_TENANTS = 32;
  private static final BigDecimal MAX_RATE = BigDecimal.valueOf(10_000);

  /** Checks each of them. */
  public FleetOptions {
    require("--nodes", nodes, 1, MAX_NODES);
    require("--models", models, 1, nodes);
    require("--tenants", tenants, 1, MAX_TENANTS);
    if (!(rate.signum() > 0 && rate.compareTo(MAX_RATE) <= 0)) {
      throw new IllegalArgumentException(
          "--rate: %s (expected: above 0, up to %s requests a second)".formatted(rate, MAX_RATE));
    }
    if (!(seed >= 0)) {
      throw new IllegalArgumentException("--seed: %d (expected: 0 or more)".formatted(seed));
    }
  }

  private static void require(String option, int value, int min, int max) {
    if (!(value >= min && value <= max)) {
      throw new IllegalArgumentException(
          "%s: %d (expected: %d to %d)".formatted(option, value, min, max));
    }
  }

  /** What is about to run, as one line. */
  public String toLine() {
    return "fleet of %d nodes, %d models, %d tenants, %s requests/s, seed %d"
        .formatted(nodes, models, tenants, rate.toPlainString(), seed);
  }
}
