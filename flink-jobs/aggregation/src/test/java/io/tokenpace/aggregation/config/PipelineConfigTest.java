package io.tokenpace.aggregation.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokenpace.schemas.metrics.MetricGroup;
import io.tokenpace.schemas.wire.Vantage;
import java.util.List;
import org.junit.jupiter.api.Test;

class PipelineConfigTest {
  private static PipelineConfig with(List<WindowSpec> windows, long latenessMillis) {
    PipelineConfig standard = PipelineConfig.DEFAULT;
    return new PipelineConfig(
        standard.sliceMillis(),
        windows,
        standard.leaseMillis(),
        latenessMillis,
        standard.rollups(),
        standard.bounds(),
        standard.views(),
        Goodput.DEFAULT,
        List.of());
  }

  @Test
  void aSliceBeginsAtAMultipleOfItsLengthAlsoBeforeTheEpoch() {
    PipelineConfig config = PipelineConfig.DEFAULT;

    assertThat(config.sliceStartMillis(19_999_999)).isEqualTo(10_000);
    assertThat(config.sliceStartMillis(20_000_000)).isEqualTo(20_000);
    assertThat(config.sliceStartMillis(-1)).isEqualTo(-10_000);
  }

  @Test
  void theShapeOfStateNamesAllThatStateDependsOnAndNothingElse() {
    assertThat(PipelineConfig.DEFAULT.stateShape())
        .isEqualTo(
            "slice=10000ms window=60000ms/10000ms window=300000ms/30000ms"
                + " window=3600000ms/300000ms lease=30000ms histogram=hdr-2-digits-us");
    assertThat(with(PipelineConfig.DEFAULT.windows(), 1).stateShape())
        .isEqualTo(PipelineConfig.DEFAULT.stateShape());
  }

  @Test
  void theHashDiffersWhereTheConfigurationDoes() {
    PipelineConfig standard = PipelineConfig.DEFAULT;

    assertThat(standard.hash()).matches("[0-9a-f]{16}");
    assertThat(with(standard.windows(), standard.allowedLatenessMillis()).hash())
        .isEqualTo(standard.hash());
    assertThat(
            List.of(
                standard.hash(),
                with(standard.windows(), 1).hash(),
                with(List.of(new WindowSpec(60_000, 10_000)), 900_000).hash(),
                standard.withView(View.VLLM_BENCH).hash()))
        .doesNotHaveDuplicates();
  }

  @Test
  void aViewThatIsOnBringsItsGroup() {
    assertThat(PipelineConfig.DEFAULT.groups())
        .containsExactlyInAnyOrder(MetricGroup.CORE, MetricGroup.BANDS, MetricGroup.GOODPUT);
    assertThat(PipelineConfig.DEFAULT.withView(View.VLLM_BENCH).groups())
        .contains(MetricGroup.VLLM_BENCH);
  }

  @Test
  void onlyWindowsThatEndAtAMultipleOfTheirLengthTumble() {
    WindowSpec window = new WindowSpec(60_000, 10_000);

    assertThat(window.tumbling(120_000)).isTrue();
    assertThat(window.tumbling(130_000)).isFalse();
    assertThat(window.paneStart(19_999)).isEqualTo(10_000);
    assertThat(window.paneStart(-1)).isEqualTo(-10_000);
  }

  @Test
  void nothingOfABoundedRunIsLateInWhateverOrder() {
    Run bounded = Run.bounded("b", 1_000_000, 61_000_001);

    // its 60 s and what is configured, rounded up
    assertThat(bounded.allowedLatenessMillis(900_000)).isEqualTo(960_001);
    assertThat(bounded.vantage()).isEqualTo(Vantage.EDGE);
    assertThat(bounded.end()).hasValue(61_000_001);
    assertThat(Run.live("l", 5).allowedLatenessMillis(900_000)).isEqualTo(900_000);
    assertThat(Run.live("l", 5).end()).isEmpty();
    assertThat(Run.liveUntil("l", 5, 9).end()).hasValue(9);
    assertThat(Run.liveUntil("l", 5, 9).allowedLatenessMillis(900_000)).isEqualTo(900_000);
  }

  @Test
  void aRunHasANameAndAnEndAfterItsStart() {
    assertThatThrownBy(() -> Run.bounded("", 0, 1))
        .hasMessage("run: '' (expected: 1 to 128 characters)");
    assertThatThrownBy(() -> Run.bounded("b", 5, 5))
        .hasMessage(
            "run: from 5 to 5 µs (expected: an end after the start; without end only if live)");
    assertThatThrownBy(() -> Run.bounded("b", 5, Long.MAX_VALUE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Run.liveUntil("l", 5, 5)).isInstanceOf(IllegalArgumentException.class);
  }
}
