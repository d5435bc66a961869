package io.tokenpace.standalone;

import io.tokenpace.aggregation.config.PipelineConfig;
import io.tokenpace.standalone.files.ReportFile;
import io.tokenpace.standalone.fleet.FleetOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A live run, all of whose options have been found good.
 *
 * @param fleet the simulated fleet; null if agents come from elsewhere
 * @param duration how long it runs; null until it is stopped
 * @param run the run's name; null names it after the moment it begins
 * @param config how reports become rows
 * @param parallelism parallelism of the jobs
 * @param report where the report goes; null without, only with a duration
 * @param brokerPort where agents find the broker; 0 is a port that is free
 * @param page where the page is, and for how long
 */
record LivePlan(
    @Nullable FleetOptions fleet,
    @Nullable Duration duration,
    @Nullable String run,
    PipelineConfig config,
    int parallelism,
    @Nullable ReportFile report,
    int brokerPort,
    PageOptions.Plan page) {
  LivePlan {
    if (report != null && duration == null) {
      throw new IllegalArgumentException(
          "--report: %s (expected: together with --for)".formatted(report.path()));
    }
  }

  /** What is about to happen, as one line. */
  String toLine() {
    return "%s, %s"
        .formatted(
            fleet == null ? "no fleet" : fleet.toLine(),
            duration == null ? "until Ctrl-C" : "for " + duration.toSeconds() + " s");
  }
}
