package io.tokenpace.aggregation.slice;

import io.tokenpace.schemas.codec.BootIdentity;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the job keeps of one node of a serving group: its boots and its open slices.
 *
 * <p>NOT thread-safe.
 */
final class NodeState {
  final Map<BootIdentity, BootState> boots = new HashMap<>();
  final TreeMap<Long, Slice> slices = new TreeMap<>();

  /** Whether there is nothing left to keep. */
  boolean isEmpty() {
    return boots.isEmpty() && slices.isEmpty();
  }
}
