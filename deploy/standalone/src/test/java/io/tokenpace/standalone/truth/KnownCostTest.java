package io.tokenpace.standalone.truth;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.aggregation.config.GpuPrice;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An hour of a GPU at 3.60 $: 1,000,000 nano-dollars a second. */
class KnownCostTest {
  private static final long SECOND = 1_000_000;
  private static final long START = 1_767_225_600 * SECOND;
  private static final GpuPrice PRICE = new GpuPrice("H100-SXM", 3_600_000_000L, 0);

  @Test
  void chargesFromTheFirstReportToTheFinalOne() {
    assertThat(cost(List.of(PRICE), boot("node-1", 1, 5, List.of(6L, 20L, 31L), 31)))
        .isEqualTo(26 * 1_000_000);
  }

  @Test
  void chargesTheLeaseOfABootThatFellSilent() {
    assertThat(cost(List.of(PRICE), boot("node-1", 1, 5, List.of(6L, 10L), -1)))
        .isEqualTo(35 * 1_000_000);
  }

  @Test
  void chargesNoLeaseTwiceAndNoGap() {
    // From 5 to 36, and from 50 to the run's end at 60.
    assertThat(cost(List.of(PRICE), boot("node-1", 1, 5, List.of(6L, 50L), -1)))
        .isEqualTo((31 + 10) * 1_000_000);
  }

  @Test
  void chargesTwoBootsOfAGpuOnceAndEachGpuForItself() {
    assertThat(
            cost(
                List.of(PRICE),
                boot("node-1", 2, 0, List.of(1L, 10L), 10),
                boot("node-1", 2, 5, List.of(6L, 20L), 20)))
        .isEqualTo(2 * 20 * 1_000_000);
  }

  @Test
  void takesThePriceThatIsInForce() {
    // 3.60 $ an hour up to the minute, 7.20 $ from it on; the run is from 30 s before to 30 s
    // after.
    GpuPrice dearer = new GpuPrice("H100-SXM", 7_200_000_000L, START + 60 * SECOND);
    KnownCost cost =
        new KnownCost(
            List.of(dearer, PRICE),
            10 * SECOND,
            30 * SECOND,
            START + 30 * SECOND,
            START + 90 * SECOND);

    assertThat(cost.nanos(List.of(boot("node-1", 1, 0, List.of(50L, 70L, 100L), 100))))
        .isEqualTo(30 * 1_000_000 + 30 * 2_000_000);
  }

  @Test
  void roundsHalfUpOncePerSliceAndType() {
    // A third of a nano-dollar a microsecond; two slices with one microsecond and two of them.
    GpuPrice third = new GpuPrice("H100-SXM", 1_200_000_000L, 0);
    SeenReports.Boot boot =
        new SeenReports.Boot(
            "node-1",
            Map.of("gpu-0", "H100-SXM"),
            START + 10 * SECOND - 1,
            List.of(START + 10 * SECOND + 2),
            START + 10 * SECOND + 2);

    assertThat(cost(List.of(third), boot)).isEqualTo(0 + 1);
  }

  @Test
  void chargesNothingForATypeWithoutAPrice() {
    assertThat(cost(List.of(), boot("node-1", 1, 0, List.of(10L), 10))).isZero();
  }

  private static long cost(List<GpuPrice> prices, SeenReports.Boot... boots) {
    return new KnownCost(prices, 10 * SECOND, 30 * SECOND, START, START + 60 * SECOND)
        .nanos(List.of(boots))
        .longValueExact();
  }

  /** A boot with times in seconds since the start. */
  private static SeenReports.Boot boot(
      String node, int gpus, long from, List<Long> reported, long last) {
    Map<String, String> types =
        gpus == 1 ? Map.of("gpu-0", "H100-SXM") : Map.of("gpu-0", "H100-SXM", "gpu-1", "H100-SXM");
    return new SeenReports.Boot(
        node,
        types,
        START + from * SECOND,
        reported.stream().map(seconds -> START + seconds * SECOND).toList(),
        last < 0 ? -1 : START + last * SECOND);
  }
}
