package io.tokenpace.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.aggregation.config.Goodput;
import io.tokenpace.aggregation.config.GpuPrice;
import io.tokenpace.aggregation.config.LabelMatch;
import io.tokenpace.aggregation.config.PipelineConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShippedTest {
  @Test
  void saysWhatHoldsWhereKeysAreLeftOutButForPoliciesAndPrices() {
    PipelineConfig shipped = Shipped.config();

    assertThat(
            shipped.with(new Goodput(List.of(), shipped.goodput().prefillWeightMilli()), List.of()))
        .isEqualTo(PipelineConfig.DEFAULT);
  }

  @Test
  void promisesEveryRequestSomethingAndPricesSomeGpus() {
    PipelineConfig shipped = Shipped.config();

    assertThat(shipped.goodput().policies()).hasSize(1);
    assertThat(shipped.goodput().policies().get(0).match()).isEqualTo(LabelMatch.ANY);
    assertThat(shipped.prices()).extracting(GpuPrice::gpuType).contains("H100-SXM");
  }
}
