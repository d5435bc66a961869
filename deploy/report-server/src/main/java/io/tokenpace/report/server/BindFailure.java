package io.tokenpace.report.server;

import java.net.BindException;
import java.nio.channels.UnresolvedAddressException;

/** Says in a person's words that an address cannot be listened on. */
final class BindFailure {
  private BindFailure() {}

  /** The complaint, if this is what failed; else what was thrown. */
  static RuntimeException orSame(RuntimeException thrown, ServerConfig config) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException || cause instanceof UnresolvedAddressException) {
        return new IllegalArgumentException(
            "--bind: %s, port %d (expected: an address of this machine and a free port)"
                .formatted(config.bind(), config.port()),
            thrown);
      }
    }
    return thrown;
  }
}
