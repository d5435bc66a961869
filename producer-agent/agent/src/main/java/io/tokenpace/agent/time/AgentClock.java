package io.tokenpace.agent.time;

/**
 * The agent's two clocks. Durations are differences of {@link #monotonicMicros()}; {@link
 * #epochMicros()} only says when.
 *
 * <p>Thread-safe.
 */
public interface AgentClock {
  /** Microseconds since some moment before the agent's start; never goes back. */
  long monotonicMicros();

  /** UTC microseconds since the epoch; may be moved. */
  long epochMicros();
}
