package io.tokenpace.aggregation.cost;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.aggregation.config.GpuPrice;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PriceListTest {
  private static final long MINUTE = 60_000_000;
  private static final PriceList PRICES =
      new PriceList(
          List.of(
              new GpuPrice("H100", 300, 3 * MINUTE),
              new GpuPrice("H100", 100, MINUTE),
              new GpuPrice("H100", 200, 2 * MINUTE),
              new GpuPrice("A100", 7, 0)));

  /** By price, the time, in the order of time. */
  private static List<String> parts(String type, long from, long to) {
    List<String> parts = new ArrayList<>();
    PRICES.forEachPrice(type, from, to, (micros, nanos) -> parts.add(micros + " at " + nanos));
    return parts;
  }

  @Test
  void timeIsPartedWhereThePriceChanges() {
    assertThat(parts("H100", MINUTE - 5, 3 * MINUTE + 1))
        .containsExactly("5 at -1", "60000000 at 100", "60000000 at 200", "1 at 300");
    assertThat(parts("H100", 0, MINUTE)).containsExactly("60000000 at -1");
    assertThat(parts("H100", 2 * MINUTE - 1, 2 * MINUTE)).containsExactly("1 at 100");
    assertThat(parts("H100", 2 * MINUTE, 2 * MINUTE + 1)).containsExactly("1 at 200");
    assertThat(parts("H100", 9 * MINUTE, 10 * MINUTE)).containsExactly("60000000 at 300");
  }

  @Test
  void eachTypeHasItsOwnPricesAndOthersHaveNone() {
    assertThat(parts("A100", 5, 10)).containsExactly("5 at 7");
    assertThat(parts("h100", 5, 10)).containsExactly("5 at -1");
  }

  @Test
  void costIsRoundedHalfUpOnceForAllOfTheTime() {
    GpuTime time = new GpuTime();
    time.add(1_800_000_000L, 1);
    assertThat(time.costNanos()).as("0.5").isEqualTo(1);
    time.add(1, PriceList.UNPRICED);
    assertThat(time.micros()).isEqualTo(1_800_000_001L);
    assertThat(time.unpricedMicros()).isEqualTo(1);
    GpuTime less = new GpuTime();
    less.add(1_799_999_999L, 1);
    assertThat(less.costNanos()).isZero();

    less.add(time);

    assertThat(less.costNanos()).as("almost 1").isEqualTo(1);
    assertThat(less.micros()).isEqualTo(3_600_000_000L);
    assertThat(less.unpricedMicros()).isEqualTo(1);
  }
}
