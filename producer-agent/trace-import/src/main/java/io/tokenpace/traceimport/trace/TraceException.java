package io.tokenpace.traceimport.trace;

import java.io.Serial;
import java.nio.file.Path;

/**
 * A file cannot be imported. The message is one line that names the file, the field where there is
 * one, what was found and what was expected; it never holds text of a request or an answer.
 */
public final class TraceException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * A refused file.
   *
   * @param file the file, as it was given
   * @param problem what is wrong with it: {@code field: value (expected: …)}
   */
  public TraceException(Path file, String problem) {
    super(oneLine(file + ": " + problem));
  }

  /**
   * A refused file, with the failure that shows it.
   *
   * @param file the file, as it was given
   * @param problem what is wrong with it: {@code field: value (expected: …)}
   * @param cause what failed
   */
  public TraceException(Path file, String problem, Throwable cause) {
    super(oneLine(file + ": " + problem), cause);
  }

  private static String oneLine(String message) {
    return message.replaceAll("\\p{Cntrl}", "?");
  }
}
