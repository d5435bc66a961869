package io.tokenpace.agent.config;

/** What is published. */
public enum Publication {
  /** Node reports, which the jobs read. */
  REPORTS("reports"),
  /** Node reports, and a record per token for consumers that want them so. */
  REPORTS_AND_TOKENS("reports+tokens");

  private final String word;

  Publication(String word) {
    this.word = word;
  }

  /** As the configuration spells it. */
  @Override
  public String toString() {
    return word;
  }
}
