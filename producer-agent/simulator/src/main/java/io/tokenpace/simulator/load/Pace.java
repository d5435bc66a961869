package io.tokenpace.simulator.load;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When requests come, and when it ends.
 *
 * @param perSecond mean rate of a Poisson process; not looked at with a trace
 * @param trace file of arrival times; null for a Poisson process
 * @param length how long requests are sent; null until SIGTERM or the trace's end
 * @param drain how long open answers are waited for at the end
 */
public record Pace(
    double perSecond, @Nullable Path trace, @Nullable Duration length, Duration drain) {
  /** How long answers are waited for unless it is said otherwise. */
  public static final Duration DEFAULT_DRAIN = Duration.ofSeconds(15);

  /** Rate unless it is said otherwise. */
  public static final double DEFAULT_PER_SECOND = 4;

  /** Checks the rate. */
  public Pace {
    if (!(perSecond > 0 && perSecond <= 100_000)) {
      throw new IllegalArgumentException(
          "rate: %s (expected: above 0, at most 100000)".formatted(perSecond));
    }
  }
}
