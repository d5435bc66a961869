package io.tokenpace.aggregation.slice;

import io.tokenpace.aggregation.gauge.GroupGauges;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything the job keeps of one serving group: its nodes, what their engines show, and what its
 * open slices cost.
 *
 * <p>NOT thread-safe.
 */
public final class GroupState {
  static final long NEVER = Long.MIN_VALUE;

  /** By name. */
  final Map<String, NodeState> nodes = new HashMap<>();

  /** By start of the slice, milliseconds since the epoch. */
  final TreeMap<Long, SliceCosts> costs = new TreeMap<>();

  /** What its engines and GPUs have shown of themselves. */
  final GroupGauges gauges = new GroupGauges();

  /** When it will next be looked at whether that can be forgotten; {@link #NEVER} if not asked. */
  long gaugesWokenAtMillis = NEVER;

  /** A group nothing is known of. */
  public GroupState() {}

  /** Whether there is nothing left to keep. */
  public boolean isEmpty() {
    return nodes.isEmpty() && costs.isEmpty() && gauges.isEmpty();
  }
}
