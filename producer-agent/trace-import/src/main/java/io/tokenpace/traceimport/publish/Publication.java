package io.tokenpace.traceimport.publish;

/** What is published of a trace. */
public enum Publication {
  /** Node reports, which the jobs read. */
  REPORTS("reports"),
  /** Node reports, and a record per token for consumers that want them so. */
  REPORTS_AND_TOKENS("reports+tokens");

  private final String word;

  Publication(String word) {
    this.word = word;
  }

  /** As options spell it. */
  @Override
  public String toString() {
    return word;
  }
}
