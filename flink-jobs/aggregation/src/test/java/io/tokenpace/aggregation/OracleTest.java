package io.tokenpace.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tokenpace.aggregation.config.Dimension;
import io.tokenpace.aggregation.config.Goodput;
import io.tokenpace.aggregation.config.PipelineConfig;
import io.tokenpace.aggregation.config.RollupSpec;
import io.tokenpace.aggregation.config.Run;
import io.tokenpace.aggregation.config.View;
import io.tokenpace.aggregation.config.WindowSpec;
import io.tokenpace.aggregation.rollup.RollupKey;
import io.tokenpace.aggregation.testing.CostOracle;
import io.tokenpace.aggregation.testing.ExpectedRow;
import io.tokenpace.aggregation.testing.FinalRows;
import io.tokenpace.aggregation.testing.Fleet;
import io.tokenpace.aggregation.testing.GaugeOracle;
import io.tokenpace.aggregation.testing.MemoryJob;
import io.tokenpace.aggregation.testing.Observations;
import io.tokenpace.aggregation.testing.Oracle;
import io.tokenpace.aggregation.testing.Promises;
import io.tokenpace.aggregation.testing.SentReport;
import io.tokenpace.aggregation.testing.UnseenOracle;
import io.tokenpace.aggregation.window.WindowRow;
import io.tokenpace.schemas.histogram.Histogram;
import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.Latency;
import io.tokenpace.schemas.metrics.MetricGroup;
import io.tokenpace.schemas.metrics.MetricSet;
import io.tokenpace.schemas.metrics.Outcome;
import io.tokenpace.schemas.wire.Vantage;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds every column of every row against a brute-force recomputation from the raw events. */
class OracleTest {
  private static final PipelineConfig SHAPE =
      new PipelineConfig(
          10_000,
          PipelineConfig.DEFAULT.windows(),
          30_000,
          900_000,
          List.of(
              new RollupSpec("fleet", List.of()),
              new RollupSpec("model", List.of(Dimension.MODEL)),
              new RollupSpec("node", List.of(Dimension.NODE)),
              new RollupSpec("tenant", List.of(Dimension.TENANT)),
              new RollupSpec("promise", List.of(Dimension.TENANT, Dimension.MODEL)),
              new RollupSpec("gpu_type", List.of(Dimension.GPU_TYPE)),
              new RollupSpec("gpus", List.of(Dimension.GPU_TYPE, Dimension.MODEL)),
              new RollupSpec("engine", List.of(Dimension.NODE, Dimension.ENGINE)),
              new RollupSpec("place", List.of(Dimension.REGION, Dimension.CLUSTER)),
              new RollupSpec(
                  "mixed", List.of(Dimension.TENANT, Dimension.REGION, Dimension.ENGINE))),
          PipelineConfig.DEFAULT.bounds(),
          Set.of(View.VLLM_BENCH),
          Goodput.DEFAULT,
          List.of());

  private static final List<Integer> QUANTILES =
      List.of(500_000, 900_000, 950_000, 990_000, 999_000);

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void everyRowOfEveryWindowIsWhatTheRawEventsAddUpTo(long seed) {
    Fleet fleet = Fleet.of(seed, 4, Vantage.EDGE);

    UnseenOracle unseen = check(fleet, fleet.interleaved(new Random(seed)), run(fleet), true);

    assertThat(unseen.count(Outcome.LOST)).isPositive();
    assertThat(unseen.count(Outcome.UNKNOWN)).isPositive();
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {4, 5})
  void whatIsInFlightWhenARunEndsIsSoInItsLastSlice(long seed) {
    Fleet fleet = Fleet.of(seed, 4, Vantage.EDGE);
    Run run = Run.bounded("oracle", fleet.startMicros(), fleet.startMicros() + 90_000_000);

    UnseenOracle unseen = check(fleet, fleet.interleaved(new Random(seed)), run, true);

    assertThat(unseen.count(null)).isPositive();
  }

  @Test
  void reportsThatNeverComeAreMissingAndTheRestIsCountedAllTheSame() {
    Fleet fleet = Fleet.of(77, 3, Vantage.EDGE);
    List<SentReport> arrived = fleet.withHoles(new Random(78)).reports();

    // The view needs every gap of a request, so it is not held against the oracle here.
    UnseenOracle unseen = check(fleet, arrived, run(fleet), false);

    assertThat(unseen.count(Outcome.LOST)).isPositive();
    assertThat(unseen.count(Outcome.UNKNOWN)).isPositive();
  }

  @Test
  void byWhateverItIsAddedUpTheBillIsWhole() {
    Fleet fleet = Fleet.of(5, 4, Vantage.EDGE);
    Run run = Run.bounded("bill", fleet.startMicros(), fleet.endMicros());
    PipelineConfig config = Promises.to(fleet, SHAPE);
    MemoryJob job = new MemoryJob(config, run);
    fleet.reports().forEach(job::offer);
    job.advance(Long.MAX_VALUE);
    List<Counter> whole =
        List.of(
            Counter.GPU_MICROS,
            Counter.UNPRICED_GPU_MICROS,
            Counter.GPU_COST_NANOS,
            Counter.IDLE_COST_NANOS,
            Counter.OUTPUT_TOKENS,
            Counter.REQUESTS_STARTED,
            Counter.ENDED_OUTPUT_TOKENS);

    Map<Object, Map<String, MetricSet>> sums = new HashMap<>();
    Set<RollupKey> keys = new HashSet<>();
    for (WindowRow row : FinalRows.of(job.rows(), config, run).values()) {
      keys.add(row.key());
      sums.computeIfAbsent(List.of(row.window(), row.endMillis()), absent -> new HashMap<>())
          .computeIfAbsent(row.key().rollup(), absent -> new MetricSet())
          .merge(row.metrics());
    }

    assertThat(keys)
        .contains(
            new RollupKey("tenant", "{\"tenant\":\"(idle)\"}"),
            new RollupKey("promise", "{\"tenant\":\"(idle)\",\"model\":\"(idle)\"}"),
            new RollupKey("gpu_type", "{\"gpu_type\":\"(mixed)\"}"),
            new RollupKey("gpu_type", "{\"gpu_type\":\"" + Promises.GAMMA + "\"}"));
    sums.forEach(
        (window, byRollup) -> {
          MetricSet ofFleet = Objects.requireNonNull(byRollup.get("fleet"));
          byRollup.forEach(
              (rollup, sum) -> {
                for (Counter counter : whole) {
                  assertThat(sum.get(counter))
                      .as("%s of %s in %s", counter, rollup, window)
                      .isEqualTo(ofFleet.get(counter));
                }
              });
        });
  }

  /** Shorter than the traffic: GPU time counts only inside the run. */
  private static Run run(Fleet fleet) {
    return Run.bounded("oracle", fleet.startMicros() + 3_333_333, fleet.endMicros() - 4_000_001);
  }

  private static UnseenOracle check(
      Fleet fleet, List<SentReport> arrived, Run run, boolean withView) {
    PipelineConfig config = Promises.to(fleet, SHAPE);
    MemoryJob job = new MemoryJob(config, run);
    arrived.forEach(job::offer);
    job.advance(Long.MAX_VALUE);

    Map<List<Object>, MetricSet> unexplained = new HashMap<>();
    for (WindowRow row : FinalRows.of(job.rows(), config, run).values()) {
      unexplained.put(List.of(row.key(), row.window(), row.endMillis()), row.metrics());
    }
    assertThat(unexplained).isNotEmpty();
    UnseenOracle unseen = new UnseenOracle(config, run, arrived);
    CostOracle costs = new CostOracle(config, run, arrived, unseen);
    for (CostOracle.Mode mode : CostOracle.Mode.values()) {
      assertThat(costs.slices(mode)).as("%s", mode).isPositive();
    }
    GaugeOracle gauges = new GaugeOracle(config, run, arrived);
    assertThat(gauges.seen())
        .contains(
            Counter.QUEUE_DEPTH_AREA,
            Counter.RUNNING_REQUESTS_MAX,
            Counter.KV_CACHE_UTILISATION_MICROS,
            Counter.GPU_UTILISATION_AREA,
            Counter.POWER_AREA,
            Counter.PREFIX_CACHE_HITS,
            Counter.PREFIX_CACHE_QUERIES,
            Counter.PREEMPTIONS,
            Counter.ENGINE_RESTARTS,
            Counter.AGENT_DROPPED_EVENTS);
    for (RollupSpec rollup : config.rollups()) {
      Oracle oracle = new Oracle(rollup, config, arrived, costs, unseen, gauges);
      for (WindowSpec window : config.windows()) {
        long slide = window.slideMillis();
        long first = fleet.startMicros() / 1_000 / slide * slide + slide;
        long last = fleet.endMicros() / 1_000 + window.lengthMillis() + slide;
        for (long end = first; end <= last; end += slide) {
          for (String key : oracle.keys()) {
            ExpectedRow expected =
                oracle.row(key, (end - window.lengthMillis()) * 1_000, end * 1_000);
            MetricSet actual =
                unexplained.remove(List.<Object>of(new RollupKey(rollup.name(), key), window, end));
            String where = "%s %s, %s, %d".formatted(rollup.name(), key, window, end);
            if (expected == null) {
              assertThat(actual).as(where).isNull();
            } else {
              assertThat(actual).as(where).isNotNull();
              compare(where, expected, actual, withView);
            }
          }
        }
      }
    }
    assertThat(unexplained).isEmpty();
    assertThat(job.partialsLost()).isZero();
    assertThat(job.leftovers()).isEmpty();
    return unseen;
  }

  private static void compare(
      String where, ExpectedRow expected, MetricSet actual, boolean withView) {
    Set<MetricGroup> compared = EnumSet.allOf(MetricGroup.class);
    if (!withView) {
      compared.remove(MetricGroup.VLLM_BENCH);
    }
    for (MetricGroup group : compared) {
      assertThat(actual.knows(group)).as("%s: %s", where, group).isEqualTo(expected.knows(group));
    }
    for (Counter counter : Counter.ALL) {
      if (compared.contains(counter.group())) {
        assertThat(actual.get(counter))
            .as("%s: %s", where, counter)
            .isEqualTo(expected.counter(counter));
      }
    }
    for (Latency latency : Latency.ALL) {
      if (compared.contains(latency.group())) {
        compare(where + ": " + latency, expected.latency(latency), actual.latency(latency));
      }
    }
  }

  private static void compare(String where, Observations expected, @Nullable Histogram actual) {
    if (expected.count() == 0) {
      assertThat(actual).as(where).isNull();
      return;
    }
    assertThat(actual).as(where).isNotNull();
    Histogram histogram = Objects.requireNonNull(actual);
    assertThat(histogram.count()).as(where).isEqualTo(expected.count());
    assertThat(histogram.sum()).as(where).isEqualTo(expected.sum());
    assertThat(histogram.minMicros()).as(where).isEqualTo(expected.min());
    assertThat(histogram.maxMicros()).as(where).isEqualTo(expected.max());
    for (int quantile : QUANTILES) {
      long exact = expected.nearestRank(quantile);
      assertThat((double) histogram.quantileMicros(quantile))
          .as("%s: %d ppm", where, quantile)
          .isCloseTo((double) exact, within(Math.max(1.0, exact / 100.0)));
    }
  }
}
