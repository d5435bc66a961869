package io.tokenpace.agent.dialect;

import org.jspecify.annotations.Nullable;

/** What a path asks an engine to do. */
public enum Operation {
  /** {@code /v1/chat/completions}. */
  CHAT("/v1/chat/completions", "chat"),
  /** {@code /v1/completions}. */
  COMPLETION("/v1/completions", "completion");

  private final String path;
  private final String word;

  Operation(String path, String word) {
    this.path = path;
    this.word = word;
  }

  /** The word in reports. */
  public String word() {
    return word;
  }

  /**
   * The operation of a request target.
   *
   * @return null if it is none of these
   */
  public static @Nullable Operation of(String target) {
    int query = target.indexOf('?');
    String path = query < 0 ? target : target.substring(0, query);
    for (Operation operation : values()) {
      if (operation.path.equals(path)) {
        return operation;
      }
    }
    return null;
  }
}
