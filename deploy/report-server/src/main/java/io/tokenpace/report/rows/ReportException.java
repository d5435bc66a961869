package io.tokenpace.report.rows;

import java.io.Serial;

/** A report could not be read: the database does not answer, or its rows contradict themselves. */
public final class ReportException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /** A complaint with what caused it. */
  public ReportException(String message, Throwable cause) {
    super(message, cause);
  }
}
