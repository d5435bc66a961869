package io.tokenpace.standalone;

import io.tokenpace.aggregation.slice.NodeFolder.Verdict;
import io.tokenpace.jobs.node.NodeFunction;
import io.tokenpace.jobs.source.SplitReports;
import io.tokenpace.jobs.window.RollupFunction;
import io.tokenpace.standalone.console.Accounting;
import org.apache.flink.api.common.JobExecutionResult;
import org.jspecify.annotations.Nullable;

/** What fleet-metrics counted, once it has ended. */
final class JobCounts {
  private JobCounts() {}

  /**
   * What became of the reports of its run.
   *
   * @param published reports it read; those of a time after the run's end are none of the run's
   * @throws IllegalStateException if rows lack something
   */
  static Accounting accounting(long published, JobExecutionResult result) {
    long lost = counted(result, RollupFunction.PARTIALS_LOST);
    if (lost != 0) {
      throw new IllegalStateException(
          "partials_lost: %d (expected: 0, or rows lack something)".formatted(lost));
    }
    return new Accounting(
        published - counted(result, Verdict.AFTER_RUN),
        counted(result, Verdict.FOLDED),
        counted(result, Verdict.DUPLICATE),
        counted(result, Verdict.LATE),
        counted(result, SplitReports.REPORTS_DEAD));
  }

  private static long counted(JobExecutionResult result, Verdict verdict) {
    return counted(result, NodeFunction.accumulator(verdict));
  }

  private static long counted(JobExecutionResult result, String accumulator) {
    @Nullable Long count = result.getAccumulatorResult(accumulator);
    return count == null ? 0 : count;
  }
}
