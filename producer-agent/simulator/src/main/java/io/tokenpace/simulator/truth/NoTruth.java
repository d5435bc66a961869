package io.tokenpace.simulator.truth;

/**
 * Keeps nothing: for an engine nobody compares with.
 *
 * <p>Thread-safe.
 */
public final class NoTruth implements TruthLog {
  @Override
  public void ended(RequestTruth request, RequestEnd end) {
    // Nobody asked for it.
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
