package io.tokenpace.aggregation.testing;

import io.tokenpace.schemas.codec.BootIdentity;
import io.tokenpace.schemas.codec.ReportLabels;
import io.tokenpace.schemas.wire.Gpu;
import java.util.List;

/**
 * A report of a made-up node: its bytes, and what was put into it.
 *
 * @param from the labels of the node
 * @param boot the boot
 * @param sequence number in the boot
 * @param baseMicros its base time
 * @param completeThroughMicros what it is complete through
 * @param events the raw events in it
 * @param gpus the GPUs it names
 * @param last whether it is the boot's final one
 * @param bytes what is on the wire
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record SentReport(
    ReportLabels from,
    BootIdentity boot,
    long sequence,
    long baseMicros,
    long completeThroughMicros,
    List<Event> events,
    List<Gpu> gpus,
    boolean last,
    byte[] bytes) {
  /** The same report, of other bytes. */
  public SentReport withBytes(byte[] otherBytes) {
    return new SentReport(
        from, boot, sequence, baseMicros, completeThroughMicros, events, gpus, last, otherBytes);
  }
}
