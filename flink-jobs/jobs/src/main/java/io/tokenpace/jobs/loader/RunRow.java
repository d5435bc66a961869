package io.tokenpace.jobs.loader;

import org.jspecify.annotations.Nullable;

/**
 * What one row of results says about its run. Public because it travels on a stream.
 *
 * @param run name of the run
 * @param live whether it reads live traffic
 * @param startMicros start in event time, UTC microseconds
 * @param endMicros end in event time, exclusive, UTC microseconds; null if it has none
 * @param configHash hash of the configuration it runs under
 * @param appendedMicros UTC microseconds at which the broker appended the row; -1 if unknown
 */
public record RunRow(
    String run,
    boolean live,
    long startMicros,
    @Nullable Long endMicros,
    String configHash,
    long appendedMicros) {

  /** Whether two rows say the same about the same run, whenever they said it. */
  boolean saysTheSameAs(RunRow other) {
    return equals(
        new RunRow(
            other.run,
            other.live,
            other.startMicros,
            other.endMicros,
            other.configHash,
            appendedMicros));
  }
}
