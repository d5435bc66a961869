package io.tokenpace.jobs.source;

import io.tokenpace.jobs.kafka.KafkaRecord;

/**
 * A record of the reports' topic and what its source had to read of it. Public because it travels
 * on a stream.
 *
 * @param record the record
 * @param servingGroup the serving group its node belongs to; empty if it cannot be read
 * @param node the node it reports on; empty if it cannot be read
 * @param completeThroughMicros UTC microseconds its boot is complete through; 0 if it cannot be
 *     read
 */
public record ReportRecord(
    KafkaRecord record, String servingGroup, String node, long completeThroughMicros) {
  /** Whether it can be read. */
  public boolean readable() {
    return !node.isEmpty();
  }
}
