package io.tokenpace.aggregation.cost;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.schemas.codec.SeriesLabels;
import io.tokenpace.schemas.testing.Seeds;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CostSharesTest {
  /** Micros of an hour's price: one microsecond costs one nano-dollar. */
  private static final long NANO_A_MICRO = 3_600_000_000L;

  private static SeriesLabels labels(String engine, String model, String tenant) {
    return new SeriesLabels(engine, model, "(none)", tenant, "(none)");
  }

  private static GpuTime time(long micros, long nanosPerHour) {
    GpuTime time = new GpuTime();
    time.add(micros, nanosPerHour);
    return time;
  }

  private static Map<String, Map<String, GpuTime>> oneNode(long micros) {
    return Map.of("H100", Map.of("n", time(micros, NANO_A_MICRO)));
  }

  @Test
  void theOneThatIsLeftGoesToTheFirstByLabelBytes() {
    SeriesLabels z = labels("e", "Z", "t");
    SeriesLabels a = labels("e", "a", "t");
    SeriesLabels umlaut = labels("e", "ü", "t");

    Map<Share, Charge> shares = CostShares.of(oneNode(10), Map.of(umlaut, 1L, a, 1L, z, 1L));

    assertThat(shares)
        .containsOnly(
            Map.entry(new Share("n", "H100", z), new Charge(4, 0, 4)),
            Map.entry(new Share("n", "H100", a), new Charge(3, 0, 3)),
            Map.entry(new Share("n", "H100", umlaut), new Charge(3, 0, 3)));
  }

  @Test
  void whatAnEngineGetsDoesNotChangeWhatATenantGets() {
    SeriesLabels first = labels("e1", "m", "a");
    SeriesLabels second = labels("e2", "m", "a");
    SeriesLabels other = labels("e1", "m", "b");

    // a 2 of 3, b 1 of 3: 6.67 and 3.33; then a's 7 among its engines
    Map<Share, Charge> shares =
        CostShares.of(oneNode(10), Map.of(first, 5L, second, 5L, other, 5L));

    assertThat(shares)
        .containsOnly(
            Map.entry(new Share("n", "H100", first), new Charge(4, 0, 4)),
            Map.entry(new Share("n", "H100", second), new Charge(3, 0, 3)),
            Map.entry(new Share("n", "H100", other), new Charge(3, 0, 3)));
  }

  @Test
  void nodesBearWhatTheirOwnGpusCost() {
    SeriesLabels one = labels("e", "m", "t");
    Map<String, Map<String, GpuTime>> times =
        Map.of(
            "H100", Map.of("n1", time(100, 2 * NANO_A_MICRO), "n2", time(100, NANO_A_MICRO)),
            "odd", Map.of("n2", time(50, PriceList.UNPRICED)));

    assertThat(CostShares.of(times, Map.of(one, 9L)))
        .containsOnly(
            Map.entry(new Share("n1", "H100", one), new Charge(100, 0, 200)),
            Map.entry(new Share("n2", "H100", one), new Charge(100, 0, 100)),
            Map.entry(new Share("n2", "odd", one), new Charge(50, 50, 0)));
  }

  @Test
  void eachTypeIsRoundedOnceHalfUp() {
    // half a nano-dollar each: 1 of the type on both nodes, 1 of the other type
    Map<String, Map<String, GpuTime>> times =
        Map.of(
            "H100", Map.of("n1", time(1, NANO_A_MICRO / 4), "n2", time(1, NANO_A_MICRO / 4)),
            "A100", Map.of("n1", time(1, NANO_A_MICRO / 2)));

    long cost = CostShares.of(times, Map.of()).values().stream().mapToLong(Charge::costNanos).sum();

    assertThat(cost).isEqualTo(2);
  }

  @Test
  void eachTypeAddsUpToWhatItCosts() {
    SeriesLabels first = labels("e", "a", "t");
    SeriesLabels second = labels("e", "b", "t");
    // 1 and 3 nano-dollars by halves: the odd one of each type goes to the first
    Map<String, Map<String, GpuTime>> times =
        Map.of(
            "A100", Map.of("n", time(1, NANO_A_MICRO)), "H100", Map.of("n", time(3, NANO_A_MICRO)));

    assertThat(CostShares.of(times, Map.of(first, 1L, second, 1L)))
        .containsOnly(
            Map.entry(new Share("n", "A100", first), new Charge(1, 0, 1)),
            Map.entry(new Share("n", "H100", first), new Charge(2, 0, 2)),
            Map.entry(new Share("n", "H100", second), new Charge(1, 0, 1)));
  }

  @Test
  void withoutWeightAboveZeroAllIsIdle() {
    for (Map<SeriesLabels, Long> weights :
        List.of(
            Map.<SeriesLabels, Long>of(),
            Map.of(labels("e", "m", "t"), 0L, labels("e", "m", "u"), -3L))) {
      assertThat(CostShares.of(oneNode(10), weights))
          .containsOnly(Map.entry(new Share("n", "H100", Share.IDLE), new Charge(10, 0, 10)));
    }
    assertThat(new Share("n", "H100", Share.IDLE).idle()).isTrue();
    assertThat(new Share("n", "H100", labels("(idle)", "(idle)", "t")).idle()).isFalse();
  }

  @Test
  void sharesAddUpExactly() {
    for (long seed : Seeds.of(300)) {
      Random random = new Random(seed);
      Map<SeriesLabels, Long> weights = new HashMap<>();
      for (int i = random.nextInt(8); i >= 0; i--) {
        weights.put(
            labels("e" + random.nextInt(2), "m" + random.nextInt(3), "t" + random.nextInt(2)),
            random.nextInt(5) - 1L);
      }
      Map<String, Map<String, GpuTime>> times = new HashMap<>();
      long cost = 0;
      long micros = 0;
      long unpriced = 0;
      for (String type : List.of("a", "b", "c")) {
        GpuTime all = new GpuTime();
        Map<String, GpuTime> byNode = new HashMap<>();
        for (String node : List.of("n1", "n2")) {
          GpuTime time = time(random.nextInt(10_000_000), random.nextInt(10) - 1L);
          byNode.put(node, time);
          all.add(time);
        }
        times.put(type, byNode);
        cost += all.costNanos();
        micros += all.micros();
        unpriced += all.unpricedMicros();
      }

      Charge sum = Charge.NONE;
      for (Charge charge : CostShares.of(times, weights).values()) {
        assertThat(charge).as(Seeds.describe(seed)).isNotEqualTo(Charge.NONE);
        sum = sum.minus(Charge.NONE.minus(charge));
      }

      assertThat(sum).as(Seeds.describe(seed)).isEqualTo(new Charge(micros, unpriced, cost));
    }
  }
}
