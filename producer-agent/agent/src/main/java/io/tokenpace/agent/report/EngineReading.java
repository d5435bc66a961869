package io.tokenpace.agent.report;

import io.tokenpace.schemas.codec.EngineSampleCursor;
import java.util.List;

/**
 * What an engine said of itself at one time.
 *
 * @param engine the engine
 * @param atMicros when, microseconds of the agent's monotonic clock
 * @param startedAtMicros when the engine started, UTC microseconds; its counters count from then
 * @param counters cumulative counters
 * @param samples gauges
 */
public record EngineReading(
    String engine, long atMicros, long startedAtMicros, List<Value> counters, List<Value> samples) {
  /** Copies the lists. */
  public EngineReading {
    counters = List.copyOf(counters);
    samples = List.copyOf(samples);
  }

  /**
   * A number with its name and unit.
   *
   * @param value 0 or more; a share above all is all, as engines round
   */
  public record Value(String name, String unit, long value) {
    /** Cuts a share. */
    public Value {
      if (unit.equals(EngineSampleCursor.PPM)) {
        value = Math.min(value, EngineSampleCursor.MAX_PPM);
      }
    }
  }
}
