package io.tokenpace.aggregation.slice;

import io.tokenpace.aggregation.rollup.Place;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Gives away what a serving group has of a slice. Its cost is shared by what all of the group's
 * nodes did: a live run charges the slice when its end has passed, and what comes later changes
 * shares; a bounded run, in which nodes may come one after the other, charges it when nothing can
 * come any more, so that nobody is ever charged for what turns out to be another's. Gauges are told
 * likewise, as a sample holds until another comes.
 *
 * <p>Thread-safe: holds no state.
 */
final class GroupGiver {
  private final CostFolder costs;
  private final GaugeFolder gauges;
  private final SliceGiver giver;
  private final boolean live;

  GroupGiver(CostFolder costs, GaugeFolder gauges, SliceGiver giver, boolean live) {
    this.costs = costs;
    this.gauges = gauges;
    this.giver = giver;
    this.live = live;
  }

  /**
   * Starts of the slices that are due by now and were not given away yet, in order.
   *
   * @param lastDueStart start of the last slice that is due, milliseconds since the epoch
   */
  static SortedSet<Long> newlyDue(GroupState group, long lastDueStart) {
    SortedSet<Long> starts = new TreeSet<>();
    // What is begun after its end is due from the start, so all before one that is due are, too.
    for (NodeState node : group.nodes.values()) {
      for (Slice slice : node.slices.headMap(lastDueStart, true).descendingMap().values()) {
        if (slice.due) {
          break;
        }
        starts.add(slice.startMillis);
      }
    }
    for (Map.Entry<Long, SliceCosts> entry :
        group.costs.headMap(lastDueStart, true).descendingMap().entrySet()) {
      if (entry.getValue().due) {
        break;
      }
      starts.add(entry.getKey());
    }
    return starts;
  }

  /**
   * Gives away what all of the group's nodes have of a slice that is due.
   *
   * @param open whether its charges may still change; of a closed one it is forgotten what they
   *     were
   */
  void give(GroupState group, long start, boolean open, NodeFolder.Output output) {
    if (open) {
      for (NodeState node : group.nodes.values()) {
        Slice slice = node.slices.get(start);
        if (slice != null && !slice.parts.isEmpty()) {
          // Kept even where no GPU is known to be there: the report that shows one may come late.
          costs.countWork(group.costs.computeIfAbsent(start, absent -> new SliceCosts()), slice);
        }
      }
      SliceCosts sliceCosts = group.costs.get(start);
      if (sliceCosts != null) {
        sliceCosts.due = true;
        if (live) {
          settle(group, start, sliceCosts);
        }
      }
    }
    giveSlices(group, start, output);
  }

  /** Forgets slices that take nothing any more, and charges what was not charged yet. */
  void close(GroupState group, long lastClosedStart, NodeFolder.Output output) {
    SortedMap<Long, SliceCosts> closed = group.costs.headMap(lastClosedStart, true);
    if (!live) {
      closed.forEach(
          (start, sliceCosts) -> {
            settle(group, start, sliceCosts);
            giveSlices(group, start, output);
          });
    }
    closed.clear();
    for (NodeState node : group.nodes.values()) {
      node.slices.headMap(lastClosedStart, true).clear();
    }
  }

  /** Charges a slice and tells its gauges, or what has changed since. */
  private void settle(GroupState group, long start, SliceCosts sliceCosts) {
    costs.charge(group, start, sliceCosts, node -> slice(group, node, start));
    gauges.tell(group, start, sliceCosts, node -> slice(group, node, start));
  }

  private void giveSlices(GroupState group, long start, NodeFolder.Output output) {
    for (NodeState node : group.nodes.values()) {
      Slice slice = node.slices.get(start);
      if (slice != null) {
        slice.due = true;
        giver.give(slice, output);
      }
    }
  }

  /** The slice of a node that may have done nothing in it but be there. */
  private static Slice slice(GroupState group, String name, long start) {
    NodeState node = Objects.requireNonNull(group.nodes.get(name));
    // Boots of one node could differ in what they say of its place: one that depends on no order.
    return node.slices.computeIfAbsent(
        start,
        absent ->
            new Slice(
                start,
                node.boots.values().stream()
                    .map(boot -> boot.place)
                    .min(Comparator.comparing(Place::toString))
                    .orElseThrow()));
  }
}
