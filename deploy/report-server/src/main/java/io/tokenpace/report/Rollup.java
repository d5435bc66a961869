package io.tokenpace.report;

import java.util.List;

/**
 * One way a run adds up.
 *
 * @param name its name
 * @param dimensions the labels its keys have, in the keys' order; empty for the fleet
 * @param keys its keys as canonical JSON objects, in their order, the first of them only
 * @param keyCount how many keys it has
 */
public record Rollup(String name, List<String> dimensions, List<String> keys, long keyCount) {
  /** Copies. */
  public Rollup {
    dimensions = List.copyOf(dimensions);
    keys = List.copyOf(keys);
  }
}
