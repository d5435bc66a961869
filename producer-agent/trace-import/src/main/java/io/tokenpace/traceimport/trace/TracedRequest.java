package io.tokenpace.traceimport.trace;

/**
 * One request of a trace: when it was accepted and when its output came. All offsets are
 * microseconds since accepted.
 *
 * <p>Immutable.
 */
public final class TracedRequest {
  /** Stands for a number the trace does not give. */
  public static final long ABSENT = -1;

  private final long acceptedMicros;
  private final long roleSinceMicros;
  private final long[] outputSinceMicros;
  private final long inputTokens;
  private final long outputTokens;
  private final ErrorClass error;

  /**
   * A request.
   *
   * @param acceptedMicros event time of accepted, UTC microseconds
   * @param roleSinceMicros the chunk that carried only a role; {@link #ABSENT} if there was none
   * @param outputSinceMicros the output chunks, none earlier than the one before; not copied
   * @param inputTokens tokens of the prompt
   * @param outputTokens output tokens as the engine or tool counted them, or {@link #ABSENT}
   * @param error kind of failure; {@link ErrorClass#NONE} of a success
   * @throws IllegalArgumentException if the chunks are not in order
   */
  public TracedRequest(
      long acceptedMicros,
      long roleSinceMicros,
      long[] outputSinceMicros,
      long inputTokens,
      long outputTokens,
      ErrorClass error) {
    long before = Math.max(0, roleSinceMicros);
    for (long since : outputSinceMicros) {
      if (!(since >= before)) {
        throw new IllegalArgumentException(
            "output: %d µs after %d µs (expected: not earlier)".formatted(since, before));
      }
      before = since;
    }
    this.acceptedMicros = acceptedMicros;
    this.roleSinceMicros = roleSinceMicros;
    this.outputSinceMicros = outputSinceMicros;
    this.inputTokens = inputTokens;
    this.outputTokens = outputTokens;
    this.error = error;
  }

  long acceptedMicros() {
    return acceptedMicros;
  }

  /** The role-only chunk, or {@link #ABSENT}. */
  long roleSinceMicros() {
    return roleSinceMicros;
  }

  int chunks() {
    return outputSinceMicros.length;
  }

  long outputSinceMicros(int chunk) {
    return outputSinceMicros[chunk];
  }

  /** The end: the last chunk of any kind, or accepted if none came. */
  long endSinceMicros() {
    return chunks() > 0 ? outputSinceMicros[chunks() - 1] : Math.max(0, roleSinceMicros);
  }

  long endMicros() {
    return acceptedMicros + endSinceMicros();
  }

  long inputTokens() {
    return inputTokens;
  }

  /** As counted by engine or tool, or {@link #ABSENT}. */
  long outputTokens() {
    return outputTokens;
  }

  ErrorClass error() {
    return error;
  }

  boolean succeeded() {
    return error == ErrorClass.NONE;
  }
}
