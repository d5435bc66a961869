package io.tokenpace.aggregation.config;

import java.io.Serializable;
import java.util.List;

/**
 * A roll-up: results are added up over everything that has the same values of these labels.
 *
 * @param name its name in rows
 * @param by the labels, in the order they stand in the key; none: the whole fleet
 */
public record RollupSpec(String name, List<Dimension> by) implements Serializable {
  /** Copies, and checks the name. */
  public RollupSpec {
    by = List.copyOf(by);
    if (!name.matches("[a-z][a-z0-9_]{0,63}")) {
      throw new IllegalArgumentException(
          "name: %s (expected: lower case letters, digits and _)".formatted(name));
    }
    if (by.stream().distinct().count() != by.size()) {
      throw new IllegalArgumentException("by: %s (expected: each label once)".formatted(by));
    }
  }

  /** Whether a node feeds the key by being there, without any request. */
  public boolean ofNodes() {
    return by.stream().noneMatch(Dimension::ofRequests);
  }

  /** Whether a key says whose engines or GPUs it is about, so that it has their gauges. */
  public boolean ofEngines() {
    return by.stream().allMatch(Dimension::ofEngines);
  }

  /** Whether GPU time of one node may be of several keys. */
  public boolean ofGpuTypes() {
    return by.contains(Dimension.GPU_TYPE);
  }
}
