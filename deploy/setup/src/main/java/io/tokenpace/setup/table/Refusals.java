package io.tokenpace.setup.table;

import io.tokenpace.setup.finding.SetupException;

/** What a database says when it does not do what it was asked, as one line. */
final class Refusals {
  private static final String SEVERITY = "ERROR: ";

  private Refusals() {}

  /** The complaint of an exception, or of what caused it first: the rest is about who called. */
  static SetupException of(Exception exception) {
    Throwable innermost = exception;
    for (Throwable cause = exception.getCause(); cause != null; cause = cause.getCause()) {
      innermost = cause;
    }
    String line =
        String.valueOf(innermost.getMessage())
            .lines()
            .map(String::strip)
            .filter(text -> !text.isEmpty())
            .findFirst()
            .orElse("");
    String complaint = line.startsWith(SEVERITY) ? line.substring(SEVERITY.length()) : line;
    return new SetupException("PostgreSQL: " + complaint, exception);
  }
}
