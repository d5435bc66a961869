package io.tokenpace.simulator.answer;

/** What a token is part of. */
public enum TokenKind {
  /** The answer's text. */
  ANSWER("answer"),
  /** What the model thinks before it answers. */
  REASONING("reasoning"),
  /** The arguments of a tool call. */
  TOOL_CALL("tool_call");

  private final String label;

  TokenKind(String label) {
    this.label = label;
  }

  /** Its name in files. */
  public String label() {
    return label;
  }
}
