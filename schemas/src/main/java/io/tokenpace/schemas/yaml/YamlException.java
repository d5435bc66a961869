package io.tokenpace.schemas.yaml;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A configuration is refused; the message names file, key, value and expectation. */
public final class YamlException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /** A complaint that is fit for a person to read as it is. */
  public YamlException(String message) {
    super(message);
  }

  /** A complaint with what caused it. */
  public YamlException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
