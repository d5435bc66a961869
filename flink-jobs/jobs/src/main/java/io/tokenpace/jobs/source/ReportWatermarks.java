package io.tokenpace.jobs.source;

import io.tokenpace.aggregation.config.Run;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.TimestampAssigner;
import org.apache.flink.api.common.eventtime.TimestampAssignerSupplier;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/**
 * The event time that has passed in one partition: 2 s less than what its reports are complete
 * through, so that nodes that share it may lie that far apart. A clock that runs ahead moves it no
 * further than the broker's own clock.
 *
 * <p>It ends where a run does that has an end: a report that claims a later time moves event time
 * to the run's end at most, or everything behind it would be late.
 *
 * <p>NOT thread-safe: one for each partition.
 */
public final class ReportWatermarks implements WatermarkGenerator<ReportRecord> {
  private static final long SLACK_MICROS = 2_000_000;
  private static final Duration IDLE_AFTER = Duration.ofSeconds(15);

  private final long endMicros;
  private long passedMicros = Long.MIN_VALUE;

  ReportWatermarks(long endMicros) {
    this.endMicros = endMicros;
  }

  /**
   * The strategy of a run.
   *
   * @param run in a live one a partition nothing comes from stops holding the others up; history
   *     always waits for all of its partitions
   */
  public static WatermarkStrategy<ReportRecord> strategy(Run run) {
    WatermarkStrategy<ReportRecord> strategy = new Strategy(run.endMicros());
    return run.live() ? strategy.withIdleness(IDLE_AFTER) : strategy;
  }

  private static final class Strategy implements WatermarkStrategy<ReportRecord> {
    private static final long serialVersionUID = 1L;

    private final long endMicros;

    private Strategy(long endMicros) {
      this.endMicros = endMicros;
    }

    @Override
    public WatermarkGenerator<ReportRecord> createWatermarkGenerator(
        WatermarkGeneratorSupplier.Context context) {
      return new ReportWatermarks(endMicros);
    }

    @Override
    public TimestampAssigner<ReportRecord> createTimestampAssigner(
        TimestampAssignerSupplier.Context context) {
      return (report, before) -> Math.floorDiv(report.completeThroughMicros(), 1_000);
    }
  }

  @Override
  public void onEvent(ReportRecord report, long timestampMillis, WatermarkOutput output) {
    if (report.readable()) {
      long appended = report.record().appendedMicros();
      long atMost = Math.min(endMicros, appended < 0 ? Long.MAX_VALUE : appended + SLACK_MICROS);
      passedMicros =
          Math.max(passedMicros, Math.min(report.completeThroughMicros(), atMost) - SLACK_MICROS);
    }
  }

  @Override
  public void onPeriodicEmit(WatermarkOutput output) {
    if (passedMicros != Long.MIN_VALUE) {
      output.emitWatermark(new Watermark(Math.floorDiv(passedMicros, 1_000) - 1));
    }
  }
}
