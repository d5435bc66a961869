package io.tokenpace.jobs.testing;

import io.tokenpace.jobs.source.ReportRecord;
import io.tokenpace.jobs.source.ReportWatermarks;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/**
 * The job's own watermarks, but said after every record: a test is over long before the first
 * period is.
 */
public final class EagerWatermarks implements WatermarkStrategy<ReportRecord> {
  private static final long serialVersionUID = 1L;

  @Override
  public WatermarkGenerator<ReportRecord> createWatermarkGenerator(
      WatermarkGeneratorSupplier.Context context) {
    WatermarkGenerator<ReportRecord> inner =
        ReportWatermarks.strategy(Runs.bounded()).createWatermarkGenerator(context);
    return new WatermarkGenerator<>() {
      @Override
      public void onEvent(ReportRecord event, long timestampMillis, WatermarkOutput output) {
        inner.onEvent(event, timestampMillis, output);
        inner.onPeriodicEmit(output);
      }

      @Override
      public void onPeriodicEmit(WatermarkOutput output) {
        inner.onPeriodicEmit(output);
      }
    };
  }
}
