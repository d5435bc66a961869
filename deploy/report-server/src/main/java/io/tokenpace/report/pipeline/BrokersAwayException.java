package io.tokenpace.report.pipeline;

import java.io.Serial;

/** The brokers did not answer. */
final class BrokersAwayException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  BrokersAwayException(Throwable cause) {
    super("kafka: away (expected: brokers that answer)", cause);
  }
}
