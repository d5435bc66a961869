package io.tokenpace.standalone.cluster;

import java.io.Serial;

/** A job failed; the message is one line with the innermost reason, the cause is all of it. */
public final class JobFailedException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private JobFailedException(String message, Throwable cause) {
    super(message, cause);
  }

  static JobFailedException of(String job, Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String reason = String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    return new JobFailedException(
        "%s: failed: %s: %s".formatted(job, root.getClass().getSimpleName(), reason), failure);
  }
}
