package io.tokenpace.benchmarks.pipeline;

import io.tokenpace.aggregation.config.PipelineConfig;
import io.tokenpace.aggregation.config.Run;
import io.tokenpace.jobs.FleetMetricsJob;
import io.tokenpace.jobs.window.RollupFunction;
import io.tokenpace.schemas.wire.Vantage;
import io.tokenpace.standalone.cluster.EmbeddedFlink;
import org.apache.flink.api.common.JobExecutionResult;
import org.jspecify.annotations.Nullable;

/**
 * One run of the real job over a loaded topic, Kafka to Kafka, as {@code deploy/standalone} runs
 * it: from its submission to the last row acknowledged.
 */
final class FleetMetricsRun {
  private FleetMetricsRun() {}

  /**
   * Runs it to its end.
   *
   * @param name the run's name in its rows
   * @param config how reports become rows
   * @return the token events it read
   * @throws IllegalStateException if it did not fold every report
   */
  static long run(EmbeddedFlink cluster, LoadedTopic topic, String name, PipelineConfig config)
      throws InterruptedException {
    Run run =
        new Run(
            name,
            false,
            topic.totals().firstEventMicros(),
            topic.totals().lastEventMicros() + 1,
            Vantage.ENGINE);
    FleetMetricsJob.Settings settings =
        new FleetMetricsJob.Settings(topic.bootstrapServers(), topic.prefix(), run, config);
    JobExecutionResult result =
        cluster.run("fleet-metrics", environment -> FleetMetricsJob.define(environment, settings));
    require(result, "reports_folded", topic.totals().reports());
    require(result, RollupFunction.PARTIALS_LOST, 0);
    return topic.totals().tokens();
  }

  private static void require(JobExecutionResult result, String accumulator, long expected) {
    @Nullable Long count = result.getAccumulatorResult(accumulator);
    if (count == null || count != expected) {
      throw new IllegalStateException(
          "%s: %s (expected: %d)".formatted(accumulator, count, expected));
    }
  }
}
