package io.tokenpace.simulator.answer;

import java.io.Serial;

/** A request that an engine refuses; the message is fit for the client. */
public final class RefusedException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final int status;

  /** A refusal with its HTTP status, 400 to 499. */
  public RefusedException(int status, String message) {
    super(message);
    this.status = status;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }
}
