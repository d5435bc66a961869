package io.tokenpace.schemas.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokenpace.schemas.metrics.Bands.Band;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BandsTest {
  private static final long YEAR_MICROS = 366L * 24 * 3_600 * 1_000_000;

  @ParameterizedTest(name = "ttft {0} µs is {1}")
  @CsvSource({
    "0, EXCELLENT",
    "199999, EXCELLENT",
    "200000, ACCEPTABLE",
    "800000, ACCEPTABLE",
    "800001, SLOW",
    "1000000, SLOW",
    "1000001, POOR"
  })
  void theUpperBoundsBelongToTheirBandsAndTheFirstDoesNot(long micros, Band expected) {
    assertThat(Bands.DEFAULT_TTFT.of(micros, 1)).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0} µs over {1} tokens is {2}")
  @CsvSource({
    "89999, 3, EXCELLENT", // 29,999.67: rounds to the bound, is below it
    "90000, 3, ACCEPTABLE",
    "240000, 3, ACCEPTABLE",
    "240001, 3, SLOW", // 80,000.33: rounds to the bound, is above it
    "300000, 3, SLOW",
    "300001, 3, POOR"
  })
  void quotientsAreComparedWithoutRounding(long micros, long tokens, Band expected) {
    assertThat(Bands.DEFAULT_TPOT.of(micros, tokens)).isEqualTo(expected);
  }

  @Test
  void noBoundTimesTokensOverflows() {
    Bands wide = new Bands(YEAR_MICROS, YEAR_MICROS, YEAR_MICROS);

    assertThat(wide.of(1L << 40, 1L << 40)).isEqualTo(Band.EXCELLENT);
    assertThat(wide.of(YEAR_MICROS, 1)).isEqualTo(Band.ACCEPTABLE);
  }

  @Test
  void boundsThatDoNotAscendAreRefused() {
    assertThatThrownBy(() -> new Bands(0, 1, 2))
        .hasMessage("bands: 0, 1, 2 µs (expected: ascending bounds above 0)");
    assertThatThrownBy(() -> new Bands(3, 2, 4)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Bands(1, 3, 2)).isInstanceOf(IllegalArgumentException.class);
  }
}
