package io.tokenpace.standalone.fleet;

import io.tokenpace.schemas.codec.WireCodec;
import io.tokenpace.schemas.wire.DropCount;
import io.tokenpace.schemas.wire.NodeReport;
import io.tokenpace.schemas.wire.ProducerState;
import io.tokenpace.standalone.rows.TopicRecords;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a topic holds of one boot of one agent: each report once, and how often it is there.
 *
 * <p>NOT thread-safe.
 */
final class StoredReports {
  private final WireCodec<NodeReport> codec = WireCodec.nodeReports();
  private final SortedMap<Long, NodeReport> bySequence = new TreeMap<>();
  private long records;

  /** Reads all of a topic. */
  static StoredReports read(String bootstrapServers, String topic) {
    StoredReports stored = new StoredReports();
    TopicRecords.forEach(bootstrapServers, topic, stored::add);
    return stored;
  }

  private void add(byte[] record) {
    NodeReport report = codec.decode(record).orThrow();
    if (!bySequence.isEmpty() && !report.getBootId().equals(first().getBootId())) {
      throw new IllegalStateException("boot: another one (expected: one agent, started once)");
    }
    long sequence = report.getSequence();
    if (!bySequence.isEmpty()
        && sequence < bySequence.lastKey()
        && !bySequence.containsKey(sequence)) {
      throw new IllegalStateException(
          "report %d: after report %d (expected: in order)"
              .formatted(sequence, bySequence.lastKey()));
    }
    records++;
    bySequence.putIfAbsent(sequence, report);
  }

  /** The first report there is. */
  NodeReport first() {
    return at(bySequence.firstKey());
  }

  /** The last report there is. */
  NodeReport last() {
    return at(bySequence.lastKey());
  }

  private NodeReport at(long sequence) {
    NodeReport report = bySequence.get(sequence);
    if (report == null) {
      throw new IllegalArgumentException("report: " + sequence);
    }
    return report;
  }

  /** How many reports the agent built, as its final report's number says. */
  long built() {
    if (last().getState() != ProducerState.FINAL) {
      throw new IllegalStateException(
          "report %d: %s (expected: the last is final)"
              .formatted(last().getSequence(), last().getState()));
    }
    return last().getSequence() + 1;
  }

  /** Reports that are there, each once. */
  long stored() {
    return bySequence.size();
  }

  /** Records that repeat a report. */
  long duplicates() {
    return records - bySequence.size();
  }

  /** Starts, chunks and ends in the reports there are. */
  long events() {
    return bySequence.values().stream()
            .mapToLong(report -> report.getStarted().size() + report.getEnded().size())
            .sum()
        + chunks();
  }

  /** Chunks in the reports there are. */
  long chunks() {
    return bySequence.values().stream()
        .flatMap(report -> report.getRuns().stream())
        .mapToLong(run -> run.getGapMicros().size() + 1)
        .sum();
  }

  /** Events that the agent says it could not report. */
  long droppedEvents() {
    return last().getDrops().stream().mapToLong(DropCount::getEvents).sum();
  }
}
