package io.tokenpace.schemas.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.schemas.wire.FleetMetrics;
import org.junit.jupiter.api.Test;

class FleetMetricsFieldsTest {
  @Test
  void writesALatencyNobodyObservedAsACountOfZeroAndNothingElse() {
    MetricSet metrics = new MetricSet();
    metrics.know(MetricGroup.CORE);
    FleetMetrics row = new FleetMetrics();

    FleetMetricsFields.write(metrics, row);

    assertThat(row.get("ttftCount")).isEqualTo(0L);
    assertThat(row.get("ttftSumMicros")).isNull();
    assertThat(row.get("ttftIndex")).isNull();
    // A group that is off is not zero but unknown.
    assertThat(row.get("vllmBenchTtftCount")).isNull();
  }
}
