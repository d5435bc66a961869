package io.tokenpace.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.aggregation.config.PipelineConfig;
import io.tokenpace.aggregation.config.Run;
import org.apache.flink.api.connector.source.Boundedness;
import org.junit.jupiter.api.Test;

class ReportSourceTest {
  private static final long NOW_MILLIS = 1_760_000_000_000L;

  @Test
  void aLiveRunWithoutStateReadsWhatItsLongestWindowAndTheLatenessReachBackTo() {
    Run run = Run.live("live", 0);

    // an hour and 15 minutes
    assertThat(ReportSource.liveFromMillis(run, PipelineConfig.DEFAULT, NOW_MILLIS))
        .isEqualTo(NOW_MILLIS - 3_600_000 - 900_000);
  }

  @Test
  void aLiveRunReadsNothingFromBeforeItBegan() {
    Run run = Run.live("live", (NOW_MILLIS - 5_000) * 1_000 + 999);

    assertThat(ReportSource.liveFromMillis(run, PipelineConfig.DEFAULT, NOW_MILLIS))
        .isEqualTo(NOW_MILLIS - 5_000);
  }

  @Test
  void liveReportsHaveNoEndAndHistoryHas() {
    assertThat(ReportSource.live("k:1", "", NOW_MILLIS).getBoundedness())
        .isEqualTo(Boundedness.CONTINUOUS_UNBOUNDED);
    assertThat(ReportSource.bounded("k:1", "", null).getBoundedness())
        .isEqualTo(Boundedness.BOUNDED);
  }
}
