package io.tokenpace.simulator.answer;

/** What is asked of an engine. */
public enum Operation {
  /** {@code POST /v1/chat/completions}. */
  CHAT("/v1/chat/completions", "chat"),
  /** {@code POST /v1/completions}. */
  COMPLETION("/v1/completions", "completion");

  private final String path;
  private final String label;

  Operation(String path, String label) {
    this.path = path;
    this.label = label;
  }

  /** The path it is posted to. */
  public String path() {
    return path;
  }

  /** Its name in files. */
  public String label() {
    return label;
  }
}
