package io.tokenpace.simulator.server;

import java.io.Serial;

/** An address cannot be listened on. */
public final class BindFailedException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  BindFailedException(String host, int port, Throwable cause) {
    super(
        "port: %d at %s: %s (expected: an address that is free)"
            .formatted(port, host, cause.getMessage()),
        cause);
  }
}
