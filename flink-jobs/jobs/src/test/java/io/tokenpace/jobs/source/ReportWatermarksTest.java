package io.tokenpace.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.aggregation.config.Run;
import io.tokenpace.jobs.kafka.KafkaRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.util.clock.ManualClock;
import org.apache.flink.util.clock.RelativeClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportWatermarksTest {
  private static final long NO_TIME = -1;
  private static final Run BOUNDED = Run.bounded("bounded", 1, 1_000_000_000);

  // Flink takes a silence that began at 0 for none.
  private final ManualClock clock = new ManualClock(1);
  private final RecordingOutput output = new RecordingOutput();
  private final WatermarkGenerator<ReportRecord> bounded = generator(BOUNDED);

  /** The least of the two, less 2 s, in whole milliseconds rounded down, less 1: by hand. */
  @ParameterizedTest
  @CsvSource({
    // completeThrough, appended → watermark
    "10_000_000, 20_000_000, 7_999",
    "10_000_999, 20_000_000, 7_999",
    "10_001_000, 20_000_000, 8_000",
    "30_000_000, 20_000_000, 19_999",
    "30_000_000, 20_000_999, 19_999",
    "22_000_000, 20_000_000, 19_999",
    "21_999_999, 20_000_000, 19_998",
    "1_000_000, 20_000_000, -1_001",
    "1_999_999, 20_000_000, -2",
    "30_000_000, -1, 27_999",
    "30_000_000, 0, -1"
  })
  void followsWhatIsCompleteButNeverRunsAheadOfTheBroker(
      String completeThrough, String appended, String expected) {
    bounded.onEvent(report(number(completeThrough), number(appended)), 0, output);
    bounded.onPeriodicEmit(output);

    assertThat(output.watermarks).containsExactly(number(expected));
  }

  private static long number(String text) {
    return Long.parseLong(text.replace("_", ""));
  }

  @Test
  void saysNothingBeforeTheFirstReadableRecord() {
    bounded.onPeriodicEmit(output);
    bounded.onEvent(unreadable(), 0, output);
    bounded.onPeriodicEmit(output);

    assertThat(output.watermarks).isEmpty();
  }

  @Test
  void neverGoesBack() {
    bounded.onEvent(report(10_000_000, NO_TIME), 0, output);
    bounded.onPeriodicEmit(output);
    bounded.onEvent(report(5_000_000, NO_TIME), 0, output);
    bounded.onEvent(unreadable(), 0, output);
    bounded.onPeriodicEmit(output);

    assertThat(output.watermarks).containsExactly(7_999L, 7_999L);
  }

  @Test
  void goesNoFurtherThanTheEndOfHistoryWhateverAReportClaims() {
    bounded.onEvent(report(4_000_000_000_000_000L, 1_800_000_000_000_000L), 0, output);
    bounded.onPeriodicEmit(output);

    assertThat(output.watermarks).containsExactly(997_999L);
  }

  @Test
  void goesNoFurtherThanTheEndOfALiveRunThatHasOne() {
    WatermarkGenerator<ReportRecord> live = generator(Run.liveUntil("live", 1, 1_000_000_000));
    live.onEvent(report(1_500_000_000, 1_500_000_000), 0, output);
    live.onPeriodicEmit(output);

    assertThat(output.watermarks).containsExactly(997_999L);
  }

  @Test
  void stopsHoldingOthersUpAfter15SecondsOfSilenceOfALivePartition() {
    WatermarkGenerator<ReportRecord> live = generator(Run.live("live", 1));
    live.onEvent(report(10_000_000, NO_TIME), 0, output);
    live.onPeriodicEmit(output);
    // Flink begins to count the silence at the first look that finds nothing new.
    live.onPeriodicEmit(output);
    clock.advanceTime(Duration.ofMillis(14_999));
    live.onPeriodicEmit(output);
    assertThat(output.idle).isZero();

    clock.advanceTime(Duration.ofMillis(2));
    live.onPeriodicEmit(output);

    assertThat(output.idle).isEqualTo(1);
  }

  @Test
  void alwaysWaitsForAPartitionOfHistory() {
    bounded.onEvent(report(10_000_000, NO_TIME), 0, output);
    bounded.onPeriodicEmit(output);
    clock.advanceTime(Duration.ofDays(1));
    bounded.onPeriodicEmit(output);
    bounded.onPeriodicEmit(output);

    assertThat(output.idle).isZero();
  }

  private static ReportRecord report(long completeThroughMicros, long appendedMicros) {
    return new ReportRecord(
        new KafkaRecord("topic", 0, 0, appendedMicros, new byte[] {1}),
        "node-1",
        "node-1",
        completeThroughMicros);
  }

  private static ReportRecord unreadable() {
    return new ReportRecord(new KafkaRecord("topic", 0, 0, 50_000_000, new byte[] {1}), "", "", 0);
  }

  private WatermarkGenerator<ReportRecord> generator(Run run) {
    return ReportWatermarks.strategy(run)
        .createWatermarkGenerator(
            new WatermarkGeneratorSupplier.Context() {
              @Override
              public MetricGroup getMetricGroup() {
                return new UnregisteredMetricsGroup();
              }

              @Override
              public RelativeClock getInputActivityClock() {
                return clock;
              }
            });
  }

  /** Notes what a generator says. */
  private static final class RecordingOutput implements WatermarkOutput {
    private final List<Long> watermarks = new ArrayList<>();
    private int idle;

    @Override
    public void emitWatermark(Watermark watermark) {
      watermarks.add(watermark.getTimestamp());
    }

    @Override
    public void markIdle() {
      idle++;
    }

    @Override
    public void markActive() {
      // Only silence is of interest.
    }
  }
}
