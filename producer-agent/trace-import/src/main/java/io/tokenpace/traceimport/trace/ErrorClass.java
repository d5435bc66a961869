package io.tokenpace.traceimport.trace;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What kind of failure a tool's error text speaks of. Texts may hold prompts and addresses, so only
 * the kind is kept. It is a coarse look: which words the text has.
 */
public enum ErrorClass {
  /** The request succeeded. */
  NONE(null, null),
  /** Memory ran out. */
  OUT_OF_MEMORY("out_of_memory", "out ?of ?memory"),
  /** The server had too much to do. */
  OVERLOAD(
      "overload", "too many requests|service unavailable|overload|rate limit|queue (is )?full"),
  /** The answer broke off. */
  TRUNCATED(
      "truncated",
      "payload ?(is not completed|error)|transfer ?encoding ?error|server ?disconnected"
          + "|connection ?reset|incomplete|truncated"),
  /** Anything else. */
  OTHER("other", null);

  private final @Nullable String wireName;
  private final @Nullable Pattern words;

  ErrorClass(@Nullable String wireName, @Nullable String words) {
    this.wireName = wireName;
    this.words = words == null ? null : Pattern.compile(words, Pattern.CASE_INSENSITIVE);
  }

  /** The kind a failed request's error text speaks of; never {@link #NONE}. */
  public static ErrorClass ofText(String text) {
    for (ErrorClass kind : values()) {
      if (kind.words != null && kind.words.matcher(text).find()) {
        return kind;
      }
    }
    return OTHER;
  }

  /** The word that stands for it on the wire; null for {@link #NONE}. */
  @Nullable String wireName() {
    return wireName;
  }
}
