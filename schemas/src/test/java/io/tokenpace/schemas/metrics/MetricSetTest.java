package io.tokenpace.schemas.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokenpace.schemas.histogram.Histogram;
import io.tokenpace.schemas.testing.Seeds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MetricSetTest {
  @Test
  void partsGiveTheSameRowInAnyOrderAsAddingAllToOne() {
    for (long seed : Seeds.of(40)) {
      Random random = new Random(seed);
      MetricSet whole = new MetricSet();
      List<MetricSet> parts = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        MetricSet part = new MetricSet();
        addRandomly(random, part, whole);
        parts.add(part);
      }
      String expected = describe(whole);
      for (int i = 0; i < 5; i++) {
        Collections.shuffle(parts, random);
        assertThat(describe(merge(parts))).as(Seeds.describe(seed)).isEqualTo(expected);
      }
      MetricSet firstHalf = merge(parts.subList(0, 3));
      firstHalf.merge(merge(parts.subList(3, 6)));
      assertThat(describe(firstHalf)).as(Seeds.describe(seed)).isEqualTo(expected);
    }
  }

  @Test
  void sumsAreAddedAndMaximaKept() {
    MetricSet one = new MetricSet();
    one.add(Counter.REQUESTS_STARTED, 3);
    one.add(Counter.QUEUE_DEPTH_MAX, 9);
    MetricSet other = new MetricSet();
    other.add(Counter.REQUESTS_STARTED, -5);
    other.add(Counter.QUEUE_DEPTH_MAX, 4);
    one.merge(other);
    one.add(Counter.QUEUE_DEPTH_MAX, 8);
    assertThat(one.get(Counter.REQUESTS_STARTED)).isEqualTo(-2);
    assertThat(one.get(Counter.QUEUE_DEPTH_MAX)).isEqualTo(9);
  }

  @Test
  void aSumThatDoesNotFitIsRefusedByName() {
    MetricSet most = new MetricSet();
    most.add(Counter.POWER_AREA, Long.MAX_VALUE - 1);
    most.add(Counter.POWER_AREA, 1);
    MetricSet one = new MetricSet();
    one.add(Counter.POWER_AREA, 1);

    assertThatThrownBy(() -> most.add(Counter.POWER_AREA, 1))
        .isInstanceOf(ArithmeticException.class)
        .hasMessage("power_area: 9223372036854775807 + 1 (expected: a sum from -2^63 to 2^63 - 1)");
    assertThatThrownBy(() -> most.merge(one))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageStartingWith("power_area: 9223372036854775807 + 1 ");
    assertThat(most.get(Counter.POWER_AREA)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aSumBelowTheLeastIsRefusedAndTheLeastIsNot() {
    MetricSet least = new MetricSet();
    least.add(Counter.GPU_COST_NANOS, Long.MIN_VALUE);
    least.add(Counter.GPU_COST_NANOS, 0);

    assertThat(least.get(Counter.GPU_COST_NANOS)).isEqualTo(Long.MIN_VALUE);
    assertThatThrownBy(() -> least.add(Counter.GPU_COST_NANOS, -1))
        .hasMessageStartingWith("gpu_cost_nanos: -9223372036854775808 + -1 ");
  }

  @Test
  void onlyTheCountersNamedSoAreMaxima() {
    assertThat(Counter.ALL.stream().filter(counter -> counter.merge() == Counter.Merge.MAX))
        .containsExactlyInAnyOrder(
            Counter.QUEUE_DEPTH_MAX,
            Counter.RUNNING_REQUESTS_MAX,
            Counter.KV_CACHE_UTILISATION_MAX,
            Counter.GPU_UTILISATION_MAX,
            Counter.POWER_MAX,
            Counter.AWAITING_FIRST_TOKEN_MAX,
            Counter.OLDEST_WAIT_MICROS,
            Counter.NODE_CLOCK_SKEW_MICROS);
  }

  @Test
  void aGroupIsKnownOnceSomethingOfItIs() {
    MetricSet set = new MetricSet();
    assertThat(set.knows(MetricGroup.CORE)).isFalse();
    set.add(Counter.REQUESTS_STARTED, 0);
    set.observe(Latency.READER_STALL);
    set.know(MetricGroup.COST);
    assertThat(MetricGroup.ALL.stream().filter(set::knows))
        .containsExactly(MetricGroup.CORE, MetricGroup.COST, MetricGroup.READER);
    MetricSet merged = new MetricSet();
    merged.know(MetricGroup.BANDS);
    merged.merge(set);
    assertThat(MetricGroup.ALL.stream().filter(merged::knows))
        .containsExactly(MetricGroup.CORE, MetricGroup.BANDS, MetricGroup.COST, MetricGroup.READER);
  }

  @Test
  void aLatencyWithoutObservationsIsNull() {
    MetricSet set = new MetricSet();
    assertThat(set.latency(Latency.TTFT)).isNull();
    Histogram histogram = set.observe(Latency.TTFT);
    assertThat(set.latency(Latency.TTFT)).isNull();
    histogram.add(5);
    assertThat(set.latency(Latency.TTFT)).isSameAs(histogram);
  }

  @Test
  void aCopyAndAMergedSetShareNothing() {
    MetricSet set = new MetricSet();
    set.observe(Latency.TTFT).add(5);
    set.add(Counter.FOLDED, 1);
    String before = describe(set);
    MetricSet copy = set.copy();
    assertThat(describe(copy)).isEqualTo(before);
    MetricSet merged = merge(List.of(set));
    merged.observe(Latency.TTFT).add(6);
    assertThat(describe(set)).isEqualTo(before);
    copy.observe(Latency.TTFT).add(6);
    copy.add(Counter.FOLDED, 1);
    assertThat(describe(set)).isEqualTo(before);
    assertThat(describe(copy)).isNotEqualTo(before);
  }

  private static MetricSet merge(List<MetricSet> parts) {
    MetricSet merged = new MetricSet();
    parts.forEach(merged::merge);
    return merged;
  }

  private static void addRandomly(Random random, MetricSet part, MetricSet whole) {
    for (int i = 0; i < 40; i++) {
      Counter counter = Counter.ALL.get(random.nextInt(Counter.ALL.size()));
      long amount = random.nextInt(2_000) - 500L;
      Latency latency = Latency.ALL.get(random.nextInt(Latency.ALL.size()));
      long valueMicros = random.nextInt(1 << random.nextInt(30));
      for (MetricSet set : List.of(part, whole)) {
        set.add(counter, amount);
        set.observe(latency).add(valueMicros);
      }
    }
  }

  private static String describe(MetricSet set) {
    StringBuilder text = new StringBuilder();
    MetricGroup.ALL.forEach(group -> text.append(set.knows(group)).append(' '));
    Counter.ALL.forEach(counter -> text.append(set.get(counter)).append(' '));
    for (Latency latency : Latency.ALL) {
      Histogram histogram = set.latency(latency);
      if (histogram != null) {
        text.append('\n').append(latency).append(' ').append(histogram.count());
        text.append(' ').append(histogram.sum()).append(' ').append(histogram.minMicros());
        text.append(' ').append(histogram.maxMicros());
        histogram.forEachCell(
            (index, count) -> text.append(' ').append(index).append(':').append(count));
      }
    }
    return text.toString();
  }
}
