package io.tokenpace.traceimport.publish;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was published, all of it acknowledged.
 *
 * @param reportsByNode number of reports by node, in the order of the traces
 * @param tokenEvents number of token events; 0 if only reports were asked for
 */
public record Published(Map<String, Long> reportsByNode, long tokenEvents) {
  /** Copies the map. */
  public Published {
    reportsByNode = Collections.unmodifiableMap(new LinkedHashMap<>(reportsByNode));
  }

  /** Number of reports of all nodes. */
  public long reports() {
    return reportsByNode.values().stream().mapToLong(Long::longValue).sum();
  }
}
