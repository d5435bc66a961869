package io.tokenpace.agent.config;

/** Of which requests the trace id and the engine's request id are reported. */
public enum RequestIds {
  /** Of none. */
  OFF("off"),
  /** Of those that were slow or failed, and of one in a thousand others. */
  SAMPLED("sampled"),
  /** Of all. */
  ALL("all");

  private final String word;

  RequestIds(String word) {
    this.word = word;
  }

  /** As the configuration spells it. */
  @Override
  public String toString() {
    return word;
  }
}
