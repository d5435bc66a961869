package io.tokenpace.setup.finding;

import java.io.Serial;

/** The set-up could not do its work; the message names what failed, for a person, in one line. */
public final class SetupException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /** A complaint with what caused it. */
  public SetupException(String message, Throwable cause) {
    super(message, cause);
  }

  /** A complaint of the set-up itself. */
  public SetupException(String message) {
    super(message);
  }
}
