package io.tokenpace.standalone.truth;

import io.tokenpace.schemas.codec.WireCodec;
import io.tokenpace.schemas.topics.Topic;
import io.tokenpace.schemas.wire.FleetMetrics;
import io.tokenpace.schemas.wire.InFlightRequest;
import io.tokenpace.schemas.wire.NodeReport;
import io.tokenpace.schemas.wire.ProducerState;
import io.tokenpace.schemas.wire.RequestEnd;
import io.tokenpace.schemas.wire.RequestStart;
import io.tokenpace.standalone.rows.TopicRecords;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The boots of a node as its reports tell them, in their order, with what each left open.
 *
 * <p>NOT thread-safe.
 */
final class KilledBoots {
  private final WireCodec<NodeReport> codec = WireCodec.nodeReports();
  private final String node;
  private final Map<Object, List<NodeReport>> boots = new LinkedHashMap<>();

  private KilledBoots(String node) {
    this.node = node;
  }

  /** Reads those of a node. */
  static KilledBoots read(String bootstrapServers, String node) {
    KilledBoots boots = new KilledBoots(node);
    TopicRecords.forEach(
        bootstrapServers, Topic.NODE_REPORTS.name(Topic.DEFAULT_PREFIX), boots::add);
    return boots;
  }

  private void add(byte[] record) {
    NodeReport report = codec.decode(record).orThrow();
    if (report.getNode().equals(node)) {
      boots.computeIfAbsent(report.getBootId(), absent -> new ArrayList<>()).add(report);
    }
  }

  int count() {
    return boots.size();
  }

  /** The reports of a boot. */
  List<NodeReport> reports(int boot) {
    return new ArrayList<>(boots.values()).get(boot);
  }

  NodeReport last(int boot) {
    List<NodeReport> reports = reports(boot);
    return reports.get(reports.size() - 1);
  }

  /** Whether it said that it ends. */
  boolean ended(int boot) {
    return last(boot).getState() == ProducerState.FINAL;
  }

  /** Requests whose start a boot reported, and never an end. */
  Set<Long> open(int boot) {
    Set<Long> open = new HashSet<>();
    for (NodeReport report : reports(boot)) {
      follow(report, open);
    }
    return open;
  }

  /** The same by the boot's last list of what is in flight, and the reports after it. */
  Set<Long> openByList(int boot) {
    Set<Long> open = new HashSet<>();
    for (NodeReport report : reports(boot)) {
      List<InFlightRequest> list = report.getInFlight();
      if (list == null) {
        follow(report, open);
      } else {
        open.clear();
        list.forEach(request -> open.add(request.getRequest()));
      }
    }
    return open;
  }

  private static void follow(NodeReport report, Set<Long> open) {
    report.getStarted().stream().map(RequestStart::getRequest).forEach(open::add);
    report.getEnded().stream().map(RequestEnd::getRequest).forEach(open::remove);
  }

  /** Lost requests of the node by the end of the shortest tumbling window that has some, ms. */
  static SortedMap<Long, Long> lostByWindow(
      String bootstrapServers, String node, long windowMillis) {
    WireCodec<FleetMetrics> rows = WireCodec.fleetMetrics();
    SortedMap<Long, Long> lost = new TreeMap<>();
    TopicRecords.forEach(
        bootstrapServers,
        Topic.FLEET_METRICS.name(Topic.DEFAULT_PREFIX),
        record -> {
          FleetMetrics row = rows.decode(record).orThrow();
          if (row.getRollup().equals("node")
              && row.getKey().contains('"' + node + '"')
              && row.getWindowMillis() == windowMillis
              && row.getTumbling()) {
            lost.put(row.getWindowEnd().toEpochMilli(), row.getRequestsLost());
          }
        });
    lost.values().removeIf(count -> count == 0);
    return lost;
  }
}
