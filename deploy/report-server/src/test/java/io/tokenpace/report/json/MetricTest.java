package io.tokenpace.report.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.Latency;
import io.tokenpace.schemas.metrics.MetricGroup;
import io.tokenpace.schemas.metrics.MetricSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every expected value is worked by hand from the dictionary's formula. */
class MetricTest {
  private static final long COVERED_MICROS = 7_000_000;

  private final MetricSet parts = new MetricSet();
  private long coveredMicros = COVERED_MICROS;

  private JsonNode value(String name) {
    return Dictionary.metrics().stream()
        .filter(metric -> metric.name().equals(name))
        .findFirst()
        .orElseThrow()
        .value()
        .apply(new Parts(parts, coveredMicros));
  }

  private String shown(String name) {
    JsonNode value = value(name);
    return value.isBigDecimal() ? value.decimalValue().toPlainString() : value.toString();
  }

  private void set(Counter counter, long value) {
    parts.add(counter, value);
  }

  @BeforeEach
  void knowTheCore() {
    parts.know(MetricGroup.CORE);
  }

  private void setEverything() {
    set(Counter.REQUESTS_STARTED, 22);
    set(Counter.REQUESTS_ENDED, 20);
    set(Counter.REQUESTS_CLIENT_ERROR, 1);
    set(Counter.REQUESTS_UNKNOWN, 2);
    set(Counter.REQUESTS_FAILED, 3);
    set(Counter.REQUESTS_LOST, 1);
    set(Counter.OUTPUT_TOKENS, 3_000);
    set(Counter.INPUT_TOKENS, 100);
    set(Counter.UNPLACED_TOKENS, -10);
    set(Counter.ESTIMATED_TOKENS, 1_000);
    set(Counter.REPORTS_RECEIVED, 99);
    set(Counter.REPORTS_MISSING, 1);
    set(Counter.SMOOTH_TOKENS, 2);
    set(Counter.STUTTERED_CHUNKS, 1);
    parts.observe(Latency.ITL).add(10, 3, 30);
    parts.observe(Latency.ICL).add(10, 8, 80);
    set(Counter.GOOD_REQUESTS, 14);
    set(Counter.GOOD_OUTPUT_TOKENS, 2_000);
    set(Counter.ENDED_OUTPUT_TOKENS, 2_500);
    set(Counter.FAILED_TOKENS, 70);
    set(Counter.LOST_TOKENS, 5);
    set(Counter.GOOD_WORK, 1);
    set(Counter.ENDED_WORK, 3);
    set(Counter.SLO_TTFT_MET, 2);
    set(Counter.SLO_TTFT_MISSED, 1);
    set(Counter.SLO_DEADLINE_MET, 0);
    set(Counter.GPU_MICROS, 14_000_000);
    set(Counter.GPU_COST_NANOS, 12_000_000_007L);
    set(Counter.IDLE_COST_NANOS, 1);
    set(Counter.LATE_E2E_COST_NANOS, 2);
    set(Counter.LOST_COST_NANOS, 4);
    set(Counter.UNDECIDED_COST_NANOS, 16);
    // 5 waited in each of two engines for 1.75 s
    set(Counter.QUEUE_DEPTH_AREA, 17_500_000);
    set(Counter.QUEUE_DEPTH_MICROS, 3_500_000);
    set(Counter.KV_CACHE_UTILISATION_AREA, 15);
    set(Counter.KV_CACHE_UTILISATION_MICROS, 20);
    set(Counter.GPU_UTILISATION_AREA, 27_000_000);
    set(Counter.GPU_UTILISATION_MICROS, 36_000_000);
    set(Counter.POWER_AREA, 7_200_000);
    set(Counter.POWER_MICROS, 36_000_000);
    set(Counter.PREFIX_CACHE_HITS, 1);
    set(Counter.PREFIX_CACHE_QUERIES, 8);
  }

  @ParameterizedTest
  @CsvSource({
    "requests_started,22",
    "unplaced_tokens,-10",
    "covered_seconds,7.000000",
    // 22 / 7, 3000 / 7
    "requests_started_per_second,3.142857",
    "output_tokens_per_second,428.571429",
    // 3000 tokens, 100 tokens in 14 GPU seconds
    "output_tokens_per_second_per_gpu,214.285714",
    "input_tokens_per_second_per_gpu,7.142857",
    "smooth_token_ratio,0.666667",
    "stutter_ratio,0.125000",
    "unplaced_token_share,-0.003333",
    "estimated_token_share,0.333333",
    "completeness,0.990000",
    // (3 + 1) / (20 - 1 - 2), (70 + 5) / 2500
    "request_error_rate,0.235294",
    "token_error_rate,0.030000",
    // 14 / 17, 2000 / 2500
    "request_goodput_ratio,0.823529",
    "token_goodput_ratio,0.800000",
    "compute_goodput_ratio,0.333333",
    "good_requests_per_second,2.000000",
    "good_requests_per_second_per_gpu,1.000000",
    "slo_ttft_attainment,0.666667",
    // none met, none missed
    "slo_deadline_attainment,null",
    // 14 s / 3600 s
    "gpu_hours,0.003889",
    "gpu_cost,12.000000007",
    "good_cost,0.000000000",
    "undecided_cost,0.000000016",
    // 1 + 2 + 4; not undecided
    "waste_cost,0.000000007",
    // 12.000000007 $ / 3000 x 10^6, and that / 0.8
    "cost_per_million_output_tokens,4000.000002",
    "cost_per_million_good_tokens,5000.000003",
    "queue_depth,2.500000",
    // nothing was observed
    "running_requests,null",
    "kv_cache_utilisation,0.750000",
    "gpu_utilisation,0.750000",
    // 7.2 x 10^6 mJ = 7200 W s = 2 Wh
    // 7200 J in 7 s
    "power,1028.571429",
    "gpu_energy_wh,2.000000",
    "prefix_cache_hit_rate,0.125000",
  })
  void followsItsFormula(String name, String expected) {
    setEverything();

    assertThat(shown(name)).isEqualTo(expected);
  }

  /** In ppm × µs and mW × µs a long would overflow after 2,562 and 3,660 GPU hours. */
  @Test
  void aDayOfALargeFleetAtFullUseIsAllAndItsPowerWhatItDraws() {
    coveredMicros = 86_400_000_000L;
    for (int node = 0; node < 200; node++) {
      for (int second = 0; second < 86_400; second += 60) {
        MetricSet minute = new MetricSet();
        minute.add(Counter.GPU_UTILISATION_AREA, 8 * 60_000_000L);
        minute.add(Counter.GPU_UTILISATION_MICROS, 8 * 60_000_000L);
        // 700 W of each GPU for a minute
        minute.add(Counter.POWER_AREA, 8 * 42_000_000L);
        minute.add(Counter.POWER_MICROS, 8 * 60_000_000L);
        parts.merge(minute);
      }
    }

    assertThat(shown("gpu_utilisation")).isEqualTo("1.000000");
    assertThat(shown("power")).isEqualTo("1120000.000000");
    assertThat(shown("gpu_energy_wh")).isEqualTo("26880000.000000");
  }

  @ParameterizedTest
  @CsvSource({
    "ttft_excellent", "good_requests", "smooth_token_ratio", "token_error_rate",
    "request_goodput_ratio", "gpu_cost", "cost_per_million_output_tokens", "queue_depth",
    "gpu_energy_wh", "reader_stall", "queue_time", "output_tokens_per_second_per_gpu",
    "node_clock_skew_micros",
  })
  void isNullIfAGroupItNeedsIsUnknown(String name) {
    set(Counter.OUTPUT_TOKENS, 3_000);

    assertThat(value(name).isNull()).isTrue();
  }

  @Test
  void aLatencyIsShownInMillisecondsWithItsMeanFromTheExactSum() {
    parts.observe(Latency.TTFT).add(100_000);
    parts.observe(Latency.TTFT).add(200_000);
    parts.observe(Latency.TTFT).add(400_000);

    // 200,000 lies in the cell of 1,024 µs from 199,680; that of 400,000 is clamped to max.
    assertThat(value("ttft"))
        .hasToString(
            "{\"count\":3,\"mean_ms\":233.333333,\"min_ms\":100.000,\"max_ms\":400.000,"
                + "\"p50_ms\":200.192,\"p90_ms\":400.000,\"p95_ms\":400.000,\"p99_ms\":400.000,"
                + "\"p999_ms\":400.000}");
    // 400,000 / 200,192
    assertThat(value("ttft_tail_ratio")).hasToString("1.998082");
  }

  @Test
  void theMeanOfTpotComesFromItsSumInNanoseconds() {
    parts.observe(Latency.TPOT).add(20_001, 1, 20_000_500);
    parts.observe(Latency.TPOT).add(40_000, 1, 40_000_000);

    // 60,000,500 ns / 2; 20,001 lies in the cell of 128 µs from 19,968.
    assertThat(value("tpot"))
        .hasToString(
            "{\"count\":2,\"mean_ms\":30.000250,\"min_ms\":20.001,\"max_ms\":40.000,"
                + "\"p50_ms\":20.032,\"p90_ms\":40.000,\"p95_ms\":40.000,\"p99_ms\":40.000,"
                + "\"p999_ms\":40.000}");
    // 10^6 / 20,032 and 10^6 / 40,000
    assertThat(value("output_tokens_per_second_per_user"))
        .hasToString("{\"p50\":49.920128,\"p5\":25.000000}");
  }

  @Test
  void aLatencyWithoutObservationsHasACountOnly() {
    assertThat(value("e2e"))
        .hasToString(
            "{\"count\":0,\"mean_ms\":null,\"min_ms\":null,\"max_ms\":null,\"p50_ms\":null,"
                + "\"p90_ms\":null,\"p95_ms\":null,\"p99_ms\":null,\"p999_ms\":null}");
    assertThat(value("e2e_tail_ratio").isNull()).isTrue();
    assertThat(value("e2e_all"))
        .hasToString(
            "{\"count\":0,\"infinite\":0,\"p50_ms\":null,\"p90_ms\":null,\"p95_ms\":null,"
                + "\"p99_ms\":null,\"p999_ms\":null}");
    assertThat(value("output_tokens_per_second_per_user"))
        .hasToString("{\"p50\":null,\"p5\":null}");
  }

  @Test
  void aRatioToAMedianOfZeroIsUndefined() {
    parts.observe(Latency.ICL).add(0, 9, 0);
    parts.observe(Latency.ICL).add(50);

    assertThat(value("icl_tail_ratio").isNull()).isTrue();
  }

  @Test
  void aQuantileThatFallsOnARequestWithoutAnswerIsInfinite() {
    for (int micros = 1; micros <= 90; micros++) {
      parts.observe(Latency.TTFT).add(micros);
    }
    set(Counter.TTFT_INFINITE, 10);

    // Of 100, ranks 50 and 90 are finite; 95, 99 and 100 are not.
    assertThat(value("ttft_all"))
        .hasToString(
            "{\"count\":100,\"infinite\":10,\"p50_ms\":0.050,\"p90_ms\":0.090,"
                + "\"p95_ms\":\"Infinity\",\"p99_ms\":\"Infinity\",\"p999_ms\":\"Infinity\"}");
    assertThat(value("ttft").get("p99_ms")).hasToString("0.090");
  }

  @Test
  void withoutInfiniteOnesTheQuantilesAreThoseOfTheLatencyItself() {
    for (int i = 1; i <= 500; i++) {
      parts.observe(Latency.E2E).add(i * 7_919L % 10_007 * 1_000);
    }

    for (String quantile : new String[] {"p50_ms", "p90_ms", "p95_ms", "p99_ms", "p999_ms"}) {
      assertThat(value("e2e_all").get(quantile)).isEqualTo(value("e2e").get(quantile));
    }
  }

  @Test
  void ifAllAreInfiniteSoIsTheMedian() {
    set(Counter.E2E_INFINITE, 1);

    assertThat(value("e2e_all").get("p50_ms").textValue()).isEqualTo("Infinity");
  }
}
