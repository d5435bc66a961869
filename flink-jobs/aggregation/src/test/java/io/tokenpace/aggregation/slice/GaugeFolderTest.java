package io.tokenpace.aggregation.slice;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.aggregation.config.Dimension;
import io.tokenpace.aggregation.config.Goodput;
import io.tokenpace.aggregation.config.PipelineConfig;
import io.tokenpace.aggregation.config.RollupSpec;
import io.tokenpace.aggregation.config.Run;
import io.tokenpace.aggregation.testing.Partials;
import io.tokenpace.aggregation.testing.Readings;
import io.tokenpace.aggregation.testing.ReportCutter;
import io.tokenpace.aggregation.testing.Request;
import io.tokenpace.aggregation.testing.RequestBuilder;
import io.tokenpace.aggregation.testing.SentReport;
import io.tokenpace.aggregation.testing.TestNode;
import io.tokenpace.schemas.codec.BootIdentity;
import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.MetricGroup;
import io.tokenpace.schemas.metrics.MetricSet;
import io.tokenpace.schemas.wire.Gpu;
import io.tokenpace.schemas.wire.Vantage;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What engines and GPUs show, by hand: one node, slices of 10 s, a lease of 30 s. */
class GaugeFolderTest {
  private static final long T0_MILLIS = 1_760_000_000_000L;
  private static final long T0 = T0_MILLIS * 1_000;
  private static final long SECOND = 1_000_000;
  private static final List<Gpu> GPUS =
      List.of(new Gpu("GPU-1", "H100", "e"), new Gpu("GPU-2", "A100", "f"));
  private static final PipelineConfig CONFIG =
      new PipelineConfig(
          10_000,
          PipelineConfig.DEFAULT.windows(),
          30_000,
          60_000,
          List.of(
              new RollupSpec("fleet", List.of()),
              new RollupSpec("engine", List.of(Dimension.ENGINE)),
              new RollupSpec("gpu_type", List.of(Dimension.GPU_TYPE)),
              new RollupSpec("model", List.of(Dimension.MODEL)),
              new RollupSpec("mixed", List.of(Dimension.NODE, Dimension.TENANT))),
          PipelineConfig.DEFAULT.bounds(),
          PipelineConfig.DEFAULT.views(),
          Goodput.DEFAULT,
          List.of());

  private final TestNode node = new TestNode(CONFIG, Run.live("live", T0));
  private final ReportCutter boot = boot(1);

  private static ReportCutter boot(long number) {
    return new ReportCutter(TestNode.LABELS, GPUS, new BootIdentity(0, number), Vantage.ENGINE);
  }

  private static SentReport report(ReportCutter boot, long second, Request... requests) {
    return TestNode.report(boot, T0 + second * SECOND, T0 + second * SECOND + 999_999, requests);
  }

  private Readings at(long second) {
    return new Readings(report(boot, second));
  }

  private MetricSet slice(String rollup, String labels, long second) {
    return node.partials().sum(rollup, labels, T0_MILLIS + second * 1_000);
  }

  private MetricSet fleet(long second) {
    return slice("fleet", "{}", second);
  }

  private static void assertQueue(MetricSet metrics, long area, long micros, long max) {
    assertThat(
            List.of(
                metrics.get(Counter.QUEUE_DEPTH_AREA),
                metrics.get(Counter.QUEUE_DEPTH_MICROS),
                metrics.get(Counter.QUEUE_DEPTH_MAX)))
        .as("area, micros, max")
        .containsExactly(area, micros, max);
  }

  private void queue(long second, String engine, long value) {
    node.offer(
        at(second).sample(engine, "queue_depth", "count", T0 + second * SECOND, value).build());
  }

  @Test
  void samplesHoldUntilTheNextAndUntilTheLease() {
    queue(2, "e", 4);
    queue(6, "e", 10);
    node.advance(T0_MILLIS + 100_000);

    assertQueue(fleet(0), 4 * 4 * SECOND + 10 * 4 * SECOND, 8 * SECOND, 10);
    assertQueue(fleet(10), 10 * 10 * SECOND, 10 * SECOND, 0);
    assertQueue(fleet(20), 10 * 10 * SECOND, 10 * SECOND, 0);
    assertQueue(fleet(30), 10 * 6 * SECOND, 6 * SECOND, 0);
    assertThat(fleet(40).knows(MetricGroup.QUEUE_DEPTH)).isFalse();
    assertThat(fleet(0).knows(MetricGroup.KV_CACHE)).as("never sampled").isFalse();
  }

  @Test
  void enginesAddAndAreToldApartWhereKeysAre() {
    node.offer(
        at(0)
            .sample("e", "queue_depth", "count", T0, 3)
            .sample("f", "queue_depth", "count", T0, 5)
            .build());
    node.advance(T0_MILLIS + 9_999);

    assertQueue(fleet(0), 80 * SECOND, 20 * SECOND, 5);
    assertQueue(slice("engine", "{\"engine\":\"f\"}", 0), 50 * SECOND, 10 * SECOND, 5);
    assertQueue(slice("gpu_type", "{\"gpu_type\":\"H100\"}", 0), 30 * SECOND, 10 * SECOND, 3);
  }

  @Test
  void anEngineTwoBootsSampleCountsOnce() {
    ReportCutter other = boot(2);
    for (int second = 0; second < 10; second += 2) {
      queue(second, "e", 8);
      node.offer(
          new Readings(report(other, second))
              .sample("e", "queue_depth", "count", T0 + second * SECOND + 500_000, 8)
              .build());
    }
    node.advance(T0_MILLIS + 9_999);

    assertQueue(fleet(0), 80 * SECOND, 10 * SECOND, 8);
  }

  @Test
  void nothingHoldsBeyondABootsEnd() {
    queue(1, "e", 4);
    node.offer(boot.report(T0 + 3 * SECOND, T0 + 4 * SECOND, List.of(), true));
    node.advance(T0_MILLIS + 50_000);

    assertQueue(fleet(0), 4 * 3 * SECOND, 3 * SECOND, 4);
    assertThat(fleet(10).knows(MetricGroup.QUEUE_DEPTH)).isFalse();
  }

  @Test
  void aSampleThatComesLateTakesOverFromTheOneBefore() {
    Readings late = at(4).sample("e", "queue_depth", "count", T0 + 4 * SECOND, 1);
    queue(2, "e", 5);
    node.advance(T0_MILLIS + 19_999);
    assertQueue(fleet(0), 5 * 8 * SECOND, 8 * SECOND, 5);

    node.offer(late.build());

    assertQueue(fleet(0), 5 * 2 * SECOND + 6 * SECOND, 8 * SECOND, 5);
    assertQueue(fleet(10), 10 * SECOND, 10 * SECOND, 0);
  }

  @Test
  void gpusAreOfTheirOwnTypeWhileRequestsAreOfTheNodesMixture() {
    Request request = new RequestBuilder(1, T0).build();
    SentReport report = report(boot, 0, request);
    node.offer(
        new Readings(report)
            .gpu("GPU-1", T0, 400_000, 100_000)
            .gpu("GPU-2", T0, 800_000, 300_000)
            .build());
    node.advance(T0_MILLIS + 9_999);

    MetricSet h100 = slice("gpu_type", "{\"gpu_type\":\"H100\"}", 0);
    MetricSet mixed = slice("gpu_type", "{\"gpu_type\":\"(mixed)\"}", 0);
    assertThat(fleet(0).get(Counter.POWER_AREA)).as("400 W, mJ").isEqualTo(400 * 10 * 1_000);
    assertThat(fleet(0).get(Counter.POWER_MICROS)).isEqualTo(20 * SECOND);
    assertThat(fleet(0).get(Counter.GPU_UTILISATION_MAX)).isEqualTo(800_000);
    assertThat(h100.get(Counter.GPU_UTILISATION_AREA)).as("0.4 busy").isEqualTo(4 * SECOND);
    assertThat(h100.get(Counter.GPU_MICROS)).isEqualTo(10 * SECOND);
    assertThat(h100.get(Counter.REQUESTS_STARTED)).isZero();
    assertThat(mixed.get(Counter.REQUESTS_STARTED)).isEqualTo(1);
    assertThat(mixed.knows(MetricGroup.GPU_TIME)).isFalse();
    assertThat(mixed.knows(MetricGroup.POWER)).isFalse();
  }

  /** Eight GPUs of one engine, each with samples of parts per million and mW. */
  private static SentReport eight(long... offsetsAndValues) {
    List<Gpu> gpus =
        IntStream.range(0, 8).mapToObj(gpu -> new Gpu("GPU-" + gpu, "H100", "e")).toList();
    ReportCutter cutter =
        new ReportCutter(TestNode.LABELS, gpus, new BootIdentity(0, 8), Vantage.ENGINE);
    Readings readings = new Readings(report(cutter, 0));
    for (Gpu gpu : gpus) {
      for (int i = 0; i < offsetsAndValues.length; i += 3) {
        readings.gpu(
            gpu.getUuid(),
            T0 + offsetsAndValues[i],
            offsetsAndValues[i + 1],
            offsetsAndValues[i + 2]);
      }
    }
    return readings.build();
  }

  @Test
  void anAreaIsRoundedOnceForAllGpusOfASource() {
    // each GPU was busy for 0.4 µs and drew 0.2 mJ
    node.offer(eight(0, 1, 1, 200_000, 1, 0, 400_000, 0, 0));
    node.advance(T0_MILLIS + 9_999);

    assertThat(fleet(0).get(Counter.GPU_UTILISATION_AREA)).as("8 times 0.4").isEqualTo(3);
    assertThat(fleet(0).get(Counter.POWER_AREA)).as("8 times 0.2").isEqualTo(2);
    assertThat(fleet(0).get(Counter.POWER_MICROS)).isEqualTo(80 * SECOND);
  }

  @Test
  void anAreaThatIsToldAgainIsRoundedAsIfItHadBeenToldOnce() {
    Readings late = at(0).sample("e", "kv_cache_utilisation", "ppm", T0 + 300_000, 0);
    node.offer(
        at(0)
            .sample("e", "kv_cache_utilisation", "ppm", T0, 1)
            .sample("e", "kv_cache_utilisation", "ppm", T0 + 500_000, 0)
            .build());
    node.advance(T0_MILLIS + 9_999);
    assertThat(fleet(0).get(Counter.KV_CACHE_UTILISATION_AREA)).as("0.5, half up").isEqualTo(1);

    node.offer(late.build());

    assertThat(fleet(0).get(Counter.KV_CACHE_UTILISATION_AREA)).as("0.3").isZero();
  }

  @Test
  void aDayOfALargeFleetAtFullUseHasASum() {
    node.offer(eight(0, 1_000_000, 700_000));
    node.advance(T0_MILLIS + 9_999);
    MetricSet slice = fleet(0);
    MetricSet day = new MetricSet();

    for (int slices = 0; slices < 200 * 8_640; slices++) {
      day.merge(slice);
    }

    long gpuSeconds = 200 * 8 * 86_400;
    assertThat(day.get(Counter.GPU_UTILISATION_AREA)).isEqualTo(gpuSeconds * SECOND);
    assertThat(day.get(Counter.GPU_UTILISATION_MICROS)).isEqualTo(gpuSeconds * SECOND);
    assertThat(day.get(Counter.POWER_AREA)).as("mJ").isEqualTo(gpuSeconds * 700_000);
  }

  @Test
  void keysOfRequestsHaveNoGauges() {
    Request request = new RequestBuilder(1, T0).build();
    node.offer(
        new Readings(report(boot, 0, request)).sample("e", "queue_depth", "count", T0, 3).build());
    node.advance(T0_MILLIS + 9_999);

    assertThat(node.partials().given())
        .filteredOn(partial -> List.of("model", "mixed").contains(partial.key().rollup()))
        .isNotEmpty()
        .noneMatch(partial -> partial.metrics().knows(MetricGroup.QUEUE_DEPTH));
  }

  private void count(long second, long started, long hits) {
    node.offer(
        at(second)
            .counter("e", "prefix_cache_hits", "tokens", started, T0 + second * SECOND, hits)
            .build());
  }

  @Test
  void countersCountTheirIncreaseAndARestartAll() {
    count(1, T0 - 5, 1_000);
    count(8, T0 - 5, 1_010);
    count(12, T0 - 5, 1_015);
    count(18, T0 + 13 * SECOND, 7);
    node.advance(T0_MILLIS + 29_999);

    assertThat(fleet(0).knows(MetricGroup.PREFIX_CACHE)).as("nothing to compare with").isFalse();
    assertThat(fleet(0).knows(MetricGroup.ENGINE_RESTARTS)).isTrue();
    assertThat(fleet(0).get(Counter.ENGINE_RESTARTS)).isZero();
    assertThat(fleet(10).get(Counter.PREFIX_CACHE_HITS)).isEqualTo(5 + 7);
    assertThat(fleet(10).get(Counter.ENGINE_RESTARTS)).isEqualTo(1);
    assertThat(fleet(10).knows(MetricGroup.PREEMPTIONS)).isFalse();
    assertThat(fleet(20).knows(MetricGroup.ENGINE_RESTARTS)).isFalse();
  }

  @Test
  void whatAgentsLostIsCountedWhereTheySayIt() {
    node.offer(at(0).build());
    node.offer(at(3).dropped("ring_full", 2).build());
    node.offer(at(5).build());
    node.offer(at(12).dropped("ring_full", 2).dropped("spool_full", 3).build());
    node.advance(T0_MILLIS + 29_999);

    assertThat(fleet(0).get(Counter.AGENT_DROPPED_EVENTS)).isEqualTo(2);
    assertThat(fleet(10).get(Counter.AGENT_DROPPED_EVENTS)).isEqualTo(3);
  }

  @Test
  void clocksAreAsFarApartAsEventTimeWasFromAppendTime() {
    NodeFolder folder = new NodeFolder(CONFIG, Run.live("live", T0));
    GroupState state = new GroupState();
    Partials given = new Partials();
    long[] apart = {-700_000, 250_000, 90_000};
    for (int second = 0; second < apart.length; second++) {
      SentReport report = report(boot, second);
      long appended = report.completeThroughMicros() + apart[second];
      folder.offer(state, report.bytes(), appended, Long.MIN_VALUE, given);
    }
    folder.offer(state, report(boot, 11).bytes(), Long.MIN_VALUE, given);
    given.due(T0_MILLIS + 19_999).forEach(millis -> folder.advance(state, millis, given));

    MetricSet known = given.sum("fleet", "{}", T0_MILLIS);
    assertThat(known.get(Counter.NODE_CLOCK_SKEW_MICROS)).isEqualTo(700_000);
    MetricSet unknown = given.sum("fleet", "{}", T0_MILLIS + 10_000);
    assertThat(unknown.get(Counter.REPORTS_RECEIVED)).isEqualTo(1);
    assertThat(unknown.knows(MetricGroup.CLOCK_SKEW)).isFalse();
  }

  @Test
  void onceNothingCanFollowNothingIsKept() {
    count(1, T0 - 5, 1_000);
    queue(1, "e", 4);
    node.advance(T0_MILLIS + 131_000);
    assertThat(node.state().isEmpty()).isFalse();

    // the last reading, how long another may follow upon it, the lateness, a slice
    node.advance(T0_MILLIS + 1_001 + 60_000 + 60_000 + 10_000);

    assertThat(node.state().isEmpty()).isTrue();
    assertThat(node.partials().waits()).isFalse();
  }
}
