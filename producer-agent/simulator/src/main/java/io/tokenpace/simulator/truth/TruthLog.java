package io.tokenpace.simulator.truth;

/**
 * Where truth goes.
 *
 * <p>Thread-safe.
 */
public interface TruthLog extends AutoCloseable {
  /** A request ended; its truth is not touched again. */
  void ended(RequestTruth request, RequestEnd end);

  /** Nothing more comes. */
  @Override
  void close();
}
