package io.tokenpace.aggregation.slice;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything the job keeps of one serving group: its nodes, and what its open slices cost.
 *
 * <p>NOT thread-safe.
 */
public final class GroupState {
  /** By name. */
  final Map<String, NodeState> nodes = new HashMap<>();

  /** By start of the slice, milliseconds since the epoch. */
  final TreeMap<Long, SliceCosts> costs = new TreeMap<>();

  /** A group nothing is known of. */
  public GroupState() {}

  /** Whether there is nothing left to keep. */
  public boolean isEmpty() {
    return nodes.isEmpty() && costs.isEmpty();
  }
}
