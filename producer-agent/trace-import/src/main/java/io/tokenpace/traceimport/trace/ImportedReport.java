package io.tokenpace.traceimport.trace;

/**
 * One node report of an imported trace, ready to be published. Immutable, as long as nobody writes
 * to its bytes.
 */
public final class ImportedReport {
  private final String node;
  private final byte[] bytes;
  private final long completeThroughMicros;

  ImportedReport(String node, byte[] bytes, long completeThroughMicros) {
    this.node = node;
    this.bytes = bytes;
    this.completeThroughMicros = completeThroughMicros;
  }

  /** The record's key. */
  public String node() {
    return node;
  }

  /** The record's value; not a copy, not to be changed. */
  public byte[] bytes() {
    return bytes;
  }

  /** Every event of the trace up to here is in this or an earlier report, UTC microseconds. */
  public long completeThroughMicros() {
    return completeThroughMicros;
  }
}
