package io.tokenpace.aggregation.slice;

import io.tokenpace.schemas.codec.BootIdentity;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything the job keeps of one node: its boots and its open slices.
 *
 * <p>NOT thread-safe.
 */
public final class NodeState {
  final Map<BootIdentity, BootState> boots = new HashMap<>();
  final TreeMap<Long, Slice> slices = new TreeMap<>();

  /** A node nothing is known of. */
  public NodeState() {}

  /** Whether there is nothing left to keep. */
  public boolean isEmpty() {
    return boots.isEmpty() && slices.isEmpty();
  }
}
