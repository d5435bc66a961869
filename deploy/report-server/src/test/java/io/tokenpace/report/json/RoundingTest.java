package io.tokenpace.report.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class RoundingTest {
  @Test
  void showsMicrosecondsAsMillisecondsWithThreeDecimals() {
    assertThat(Rounding.millis(0)).hasToString("0.000");
    assertThat(Rounding.millis(7)).hasToString("0.007");
    assertThat(Rounding.millis(1_234_500)).hasToString("1234.500");
  }

  @Test
  void roundsMeansHalfUpToSixDecimals() {
    // 10 µs / 3 = 3.333… µs; 20 µs / 3 = 6.666… µs.
    assertThat(Rounding.meanMillis(10, 1, 3)).hasToString("0.003333");
    assertThat(Rounding.meanMillis(20, 1, 3)).hasToString("0.006667");
    // 1 µs / 2000 = 0.5 ns, which is half of the last decimal.
    assertThat(Rounding.meanMillis(1, 1, 2_000)).hasToString("0.000001");
    assertThat(Rounding.meanMillis(1, 1, 2_001)).hasToString("0.000000");
  }

  @Test
  void meansOfNanosecondsAreInMillisecondsToo() {
    // 7 ns / 2 = 3.5 ns; 12,345,678 ns / 1 = 12.345678 ms.
    assertThat(Rounding.meanMillis(7, 1_000, 2)).hasToString("0.000004");
    assertThat(Rounding.meanMillis(12_345_678, 1_000, 1)).hasToString("12.345678");
  }

  @Test
  void sumsThatWouldNotFitIntoADoubleStayExact() {
    // (2^63 − 1) µs / 1 in ms.
    assertThat(Rounding.meanMillis(Long.MAX_VALUE, 1, 1)).hasToString("9223372036854775.807000");
  }

  @Test
  void quotientsAreRoundedOnceFromTheExactValue() {
    assertThat(Rounding.quotient(new BigDecimal(2), new BigDecimal(3), 6)).hasToString("0.666667");
    assertThat(Rounding.quotient(new BigDecimal(1), new BigDecimal(2_000_000), 6))
        .hasToString("0.000001");
  }
}
