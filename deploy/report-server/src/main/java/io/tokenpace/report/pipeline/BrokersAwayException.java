package io.tokenpace.report.pipeline;

import java.io.Serial;

/** The brokers did not answer. */
final class BrokersAwayException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  BrokersAwayException(Throwable cause) {
    super("kafka: %s (expected: brokers that answer)".formatted(reason(cause)), cause);
  }

  private static String reason(Throwable cause) {
    Throwable reason = cause.getCause() == null ? cause : cause.getCause();
    return reason.getMessage() == null ? reason.getClass().getSimpleName() : reason.getMessage();
  }
}
