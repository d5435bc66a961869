package io.tokenpace.schemas.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokenpace.schemas.codec.WireCodec;
import io.tokenpace.schemas.histogram.Histogram;
import io.tokenpace.schemas.wire.FleetMetrics;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FleetMetricsFieldsTest {
  @Test
  void whatIsWrittenIsReadThroughTheWire() {
    MetricSet metrics = metrics();
    FleetMetrics row = identity();
    FleetMetricsFields.write(metrics, row);
    WireCodec<FleetMetrics> codec = WireCodec.fleetMetrics();
    MetricSet read = FleetMetricsFields.read(codec.decode(codec.encode(row)).orThrow());
    for (MetricGroup group : MetricGroup.ALL) {
      assertThat(read.knows(group)).as(group.name()).isEqualTo(metrics.knows(group));
    }
    for (Counter counter : Counter.ALL) {
      assertThat(read.get(counter)).as(counter.name()).isEqualTo(metrics.get(counter));
    }
    Histogram tpot = Objects.requireNonNull(read.latency(Latency.TPOT));
    assertThat(tpot.count()).isEqualTo(3);
    assertThat(tpot.sum()).isEqualTo(1_600);
    assertThat(tpot.minMicros()).isZero();
    assertThat(tpot.maxMicros()).isEqualTo(1_000);
    // And what was read is written the same again.
    FleetMetrics again = identity();
    FleetMetricsFields.write(read, again);
    assertThat(codec.encode(again)).isEqualTo(codec.encode(row));
  }

  @Test
  void partsHaveTheNamesOfTheDictionary() {
    FleetMetrics row = identity();
    FleetMetricsFields.write(metrics(), row);
    assertThat(row.get("requestsStarted")).isEqualTo(7L);
    assertThat(row.get("tpotCount")).isEqualTo(3L);
    assertThat(row.get("tpotSumNanos")).isEqualTo(1_600L);
    assertThat(row.get("tpotMinMicros")).isEqualTo(0L);
    assertThat(row.get("tpotMaxMicros")).isEqualTo(1_000L);
    // 1,000 has 10 bits: b = 2, (2 << 7) + 250 = 506.
    assertThat(row.get("tpotIndex")).isEqualTo(List.of(0, 506));
    assertThat(row.get("tpotCounts")).isEqualTo(List.of(2L, 1L));
  }

  @Test
  void anUnknownGroupIsNullAndAKnownOneZero() {
    FleetMetrics row = identity();
    FleetMetricsFields.write(metrics(), row);
    assertThat(row.get("goodRequests")).isNull();
    assertThat(row.get("readerStallCount")).isNull();
    assertThat(row.get("gpuCostNanos")).isEqualTo(0L);
    assertThat(row.get("ttftCount")).isEqualTo(0L);
    assertThat(row.get("ttftSumMicros")).isNull();
    assertThat(row.get("ttftIndex")).isNull();
  }

  @Test
  void nothingOfARowsEarlierContentIsLeft() {
    FleetMetrics row = identity();
    FleetMetricsFields.write(metrics(), row);
    FleetMetrics empty = identity();
    MetricSet core = new MetricSet();
    core.know(MetricGroup.CORE);
    FleetMetricsFields.write(core, empty);
    FleetMetricsFields.write(core, row);
    assertThat(row).isEqualTo(empty);
    assertThat(row.get("tpotCount")).isEqualTo(0L);
    assertThat(row.get("tpotIndex")).isNull();
    assertThat(row.get("gpuMicros")).isNull();
  }

  @Test
  void onlySumsOfTpotAreInNanoseconds() {
    for (Latency latency : Latency.ALL) {
      boolean nanos = latency.columnName().endsWith("tpot");
      assertThat(latency.sumUnit().perMicro()).as(latency.name()).isEqualTo(nanos ? 1_000 : 1);
    }
  }

  @Test
  void partsThatContradictEachOtherAreRefused() {
    refused("tpotCount", 4L, "tpot_count: 4 (expected: 3, the sum of its cells)");
    refused("tpotSumNanos", null, "tpot_sum_nanos: null (expected: a value");
    refused("tpotIndex", null, "tpot_index: null (expected: a value");
    refused("tpotCounts", List.of(1L), "counts: 1 entries (expected: 2");
    refused("tpotMinMicros", 3L, "min and max: 3 and 1000");
  }

  @Test
  void aGroupKnownInPartIsRefused() {
    // Null beside known values would be read as zero, which says something else.
    refused(
        "gpuCostNanos",
        null,
        "gpu_cost_nanos: null (expected: a value beside others of the group COST)");
    FleetMetrics row = identity();
    MetricSet metrics = metrics();
    metrics.know(MetricGroup.VLLM_BENCH);
    FleetMetricsFields.write(metrics, row);
    row.put("vllmBenchItlCount", null);
    assertThatThrownBy(() -> FleetMetricsFields.read(row))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "vllm_bench_itl_count: null (expected: a value beside others of the group VLLM_BENCH)");
  }

  private static void refused(String field, @Nullable Object value, String message) {
    FleetMetrics row = identity();
    FleetMetricsFields.write(metrics(), row);
    row.put(field, value);
    assertThatThrownBy(() -> FleetMetricsFields.read(row))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  private static MetricSet metrics() {
    MetricSet metrics = new MetricSet();
    metrics.add(Counter.REQUESTS_STARTED, 7);
    metrics.add(Counter.UNPLACED_TOKENS, -4);
    metrics.know(MetricGroup.COST);
    metrics.observe(Latency.TPOT).add(0, 2, 600);
    metrics.observe(Latency.TPOT).add(1_000, 1, 1_000);
    return metrics;
  }

  private static FleetMetrics identity() {
    FleetMetrics row = new FleetMetrics();
    row.put("run", "live");
    row.put("live", true);
    row.put("runStart", Instant.EPOCH);
    row.put("runEnd", null);
    row.put("rollup", "fleet");
    row.put("key", "{}");
    row.put("windowMillis", 60_000L);
    row.put("windowEnd", Instant.EPOCH);
    row.put("tumbling", true);
    row.put("revision", 0);
    row.put("configHash", "00");
    row.put("complete", true);
    return row;
  }
}
