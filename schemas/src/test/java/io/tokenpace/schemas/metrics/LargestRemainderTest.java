package io.tokenpace.schemas.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokenpace.schemas.testing.Seeds;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LargestRemainderTest {
  private static List<BigInteger> weights(long... weights) {
    List<BigInteger> list = new ArrayList<>();
    for (long weight : weights) {
      list.add(BigInteger.valueOf(weight));
    }
    return list;
  }

  @Test
  void dividesByHand() {
    assertThat(LargestRemainder.divide(10, weights(1, 1, 1))).containsExactly(4, 3, 3);
    assertThat(LargestRemainder.divide(11, weights(1, 1, 1))).containsExactly(4, 4, 3);
    assertThat(LargestRemainder.divide(100, weights(2, 3, 5))).containsExactly(20, 30, 50);
    // 7 × 2/11 = 1.27, 7 × 9/11 = 5.73: the larger fraction gets the one that is left
    assertThat(LargestRemainder.divide(7, weights(2, 9))).containsExactly(1, 6);
    assertThat(LargestRemainder.divide(5, weights(0, 7, 0))).containsExactly(0, 5, 0);
    assertThat(LargestRemainder.divide(0, weights(3, 4))).containsExactly(0, 0);
    assertThat(LargestRemainder.divide(Long.MAX_VALUE, weights(Long.MAX_VALUE, Long.MAX_VALUE)))
        .containsExactly(Long.MAX_VALUE / 2 + 1, Long.MAX_VALUE / 2);
  }

  @Test
  void refusesWhatCannotBeDivided() {
    for (List<BigInteger> weights : List.of(weights(), weights(0, 0), weights(3, -1))) {
      assertThatThrownBy(() -> LargestRemainder.divide(1, weights))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected: 0 or more, not all weights 0");
    }
    assertThatThrownBy(() -> LargestRemainder.divide(-1, weights(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void noPartCouldBeNearerToItsShare() {
    for (long seed : Seeds.of(2_000)) {
      Random random = new Random(seed);
      long total = random.nextInt(50);
      List<BigInteger> weights = new ArrayList<>();
      weights.add(BigInteger.valueOf(1 + random.nextInt(5)));
      for (int more = random.nextInt(6); more > 0; more--) {
        weights.add(BigInteger.valueOf(random.nextInt(5)));
      }

      long[] parts = LargestRemainder.divide(total, weights);

      assertThat(parts).as(Seeds.describe(seed)).isEqualTo(oneByOne(total, weights));
    }
  }

  /** Hands out one at a time, each to the one that is furthest below its share. */
  private static long[] oneByOne(long total, List<BigInteger> weights) {
    BigDecimal sum = new BigDecimal(weights.stream().reduce(BigInteger.ZERO, BigInteger::add));
    long[] parts = new long[weights.size()];
    long given = 0;
    for (int i = 0; i < parts.length; i++) {
      BigDecimal share =
          new BigDecimal(weights.get(i))
              .multiply(BigDecimal.valueOf(total))
              .divideToIntegralValue(sum);
      parts[i] = share.longValueExact();
      given += parts[i];
    }
    for (; given < total; given++) {
      int furthest = -1;
      BigDecimal most = BigDecimal.ZERO;
      for (int i = 0; i < parts.length; i++) {
        BigDecimal lacking =
            new BigDecimal(weights.get(i))
                .multiply(BigDecimal.valueOf(total))
                .subtract(sum.multiply(BigDecimal.valueOf(parts[i])));
        if (lacking.compareTo(most) > 0) {
          furthest = i;
          most = lacking;
        }
      }
      parts[furthest]++;
    }
    return parts;
  }
}
