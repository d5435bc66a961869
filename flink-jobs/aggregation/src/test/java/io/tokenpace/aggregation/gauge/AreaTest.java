package io.tokenpace.aggregation.gauge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokenpace.schemas.testing.Seeds;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AreaTest {
  @Test
  void isTheExactSumHalfUp() {
    for (long seed : Seeds.of(200)) {
      Random random = new Random(seed);
      long divisor = random.nextBoolean() ? 1 : 1 + random.nextInt(1_000_000);
      Area area = new Area(divisor);
      BigDecimal exact = BigDecimal.ZERO;
      for (int samples = random.nextInt(50); samples > 0; samples--) {
        long value = random.nextInt(1 << random.nextInt(29));
        long micros = random.nextInt(1 << random.nextInt(25));
        area.add(value, micros);
        exact = exact.add(BigDecimal.valueOf(value).multiply(BigDecimal.valueOf(micros)));
      }

      assertThat(area.units())
          .as(Seeds.describe(seed))
          .isEqualTo(
              exact.divide(BigDecimal.valueOf(divisor), 0, RoundingMode.HALF_UP).longValueExact());
    }
  }

  @Test
  void aHalfIsRoundedUpAndLessIsNot() {
    assertThat(of(499_999, 1).units()).isZero();
    assertThat(of(500_000, 1).units()).isEqualTo(1);
    assertThat(of(1_499_999, 1).units()).isEqualTo(1);
  }

  @Test
  void holdsMoreThanSamplesTimesMicrosecondsOfALong() {
    Area area = new Area(1_000_000);
    for (int gpu = 0; gpu < 1_000; gpu++) {
      // the largest power a report may hold, for an hour
      area.add(1L << 28, 3_600_000_000L);
    }

    assertThat(area.units()).isEqualTo(1_000L * 268_435_456L * 3_600);
  }

  @Test
  void neverWraps() {
    Area area = new Area(1);
    area.add(Long.MAX_VALUE, 1);

    assertThatThrownBy(() -> area.add(1, 1)).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> area.add(1L << 28, 1L << 35)).isInstanceOf(ArithmeticException.class);
  }

  private static Area of(long value, long micros) {
    Area area = new Area(1_000_000);
    area.add(value, micros);
    return area;
  }
}
