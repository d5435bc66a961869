package io.tokenpace.aggregation.testing;

import io.tokenpace.schemas.codec.BootIdentity;
import io.tokenpace.schemas.codec.ReportLabels;
import io.tokenpace.schemas.wire.Gpu;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

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
 * @param listed the requests it lists as in flight, by request the output tokens so far; null if it
 *     has no such list
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
    @Nullable Map<Request, Long> listed,
    byte[] bytes) {
  /** Whether it says of every request whether it is in flight. */
  public boolean saysAll() {
    return last || listed != null;
  }

  /** Whether it lists a request as in flight. */
  public boolean lists(Request request) {
    return listed != null && listed.containsKey(request);
  }

  /** The type of its node's GPUs. */
  String gpuType() {
    Set<String> types = new TreeSet<>();
    gpus.forEach(gpu -> types.add(gpu.getType()));
    return types.isEmpty() ? "(none)" : types.size() > 1 ? "(mixed)" : String.join("", types);
  }

  /** The same report, of other bytes. */
  public SentReport withBytes(byte[] otherBytes) {
    return new SentReport(
        from,
        boot,
        sequence,
        baseMicros,
        completeThroughMicros,
        events,
        gpus,
        last,
        listed,
        otherBytes);
  }
}
