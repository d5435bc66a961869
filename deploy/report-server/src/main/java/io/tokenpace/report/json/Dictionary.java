package io.tokenpace.report.json;

import static io.tokenpace.report.json.Amount.coveredMicros;
import static io.tokenpace.report.json.Amount.observations;
import static io.tokenpace.report.json.Amount.sum;

import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.Latency;
import io.tokenpace.schemas.metrics.MetricGroup;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.Stream;

/**
 * Every metric of the dictionary that a report shows, in the dictionary's order: counters,
 * latencies, and what is formed from them. The formulas are those of its table.
 */
final class Dictionary {
  private static final BigInteger MICROS_PER_HOUR = BigInteger.valueOf(3_600_000_000L);
  private static final List<Counter> WASTE =
      List.of(
          Counter.IDLE_COST_NANOS,
          Counter.LATE_TTFT_COST_NANOS,
          Counter.LATE_TPOT_COST_NANOS,
          Counter.LATE_E2E_COST_NANOS,
          Counter.LATE_DEADLINE_COST_NANOS,
          Counter.CANCELLED_COST_NANOS,
          Counter.TIMED_OUT_COST_NANOS,
          Counter.FAILED_COST_NANOS,
          Counter.LOST_COST_NANOS);

  private Dictionary() {}

  /** The metrics of the main view. */
  static List<Metric> metrics() {
    return Stream.of(
            Counter.ALL.stream()
                .filter(counter -> counter.group() != MetricGroup.VLLM_BENCH)
                .map(Metric::counter),
            Latency.ALL.stream()
                .filter(latency -> latency.group() != MetricGroup.VLLM_BENCH)
                .map(Metric::latency),
            rates(),
            shapes(),
            ratios(),
            goodput(),
            costs(),
            gauges())
        .flatMap(stream -> stream)
        .toList();
  }

  /** The metrics of a view that reproduces another tool, under their names in the dictionary. */
  static List<Metric> view(MetricGroup group) {
    return Stream.concat(
            Counter.ALL.stream().filter(counter -> counter.group() == group).map(Metric::counter),
            Latency.ALL.stream().filter(latency -> latency.group() == group).map(Metric::latency))
        .toList();
  }

  private static Stream<Metric> rates() {
    return Stream.concat(
        Stream.of(Metric.scaled("covered_seconds", coveredMicros(), "1e-6")),
        Stream.concat(
            Stream.of(
                    Counter.REQUESTS_STARTED,
                    Counter.REQUESTS_ENDED,
                    Counter.REQUESTS_COMPLETED,
                    Counter.REQUESTS_CANCELLED,
                    Counter.REQUESTS_TIMED_OUT,
                    Counter.REQUESTS_REJECTED,
                    Counter.REQUESTS_CLIENT_ERROR,
                    Counter.REQUESTS_FAILED,
                    Counter.REQUESTS_LOST,
                    Counter.REQUESTS_UNKNOWN,
                    Counter.OUTPUT_TOKENS,
                    Counter.INPUT_TOKENS)
                .map(counter -> Metric.perSecond(counter.columnName() + "_per_second", counter)),
            Stream.of(Counter.OUTPUT_TOKENS, Counter.INPUT_TOKENS)
                .map(
                    counter ->
                        Metric.perGpuSecond(
                            counter.columnName() + "_per_second_per_gpu", counter))));
  }

  private static Stream<Metric> shapes() {
    return Stream.concat(
        Stream.of(
            Metric.perUser("output_tokens_per_second_per_user", Latency.TPOT),
            Metric.withInfinite("ttft_all", Latency.TTFT, Counter.TTFT_INFINITE),
            Metric.withInfinite("e2e_all", Latency.E2E, Counter.E2E_INFINITE)),
        Stream.of(Latency.TTFT, Latency.ICL, Latency.ITL, Latency.TPOT, Latency.E2E)
            .map(Metric::tailRatio));
  }

  private static Stream<Metric> ratios() {
    return Stream.of(
        Metric.ratio("smooth_token_ratio", sum(Counter.SMOOTH_TOKENS), observations(Latency.ITL)),
        Metric.ratio("stutter_ratio", sum(Counter.STUTTERED_CHUNKS), observations(Latency.ICL)),
        Metric.ratio(
            "unplaced_token_share", sum(Counter.UNPLACED_TOKENS), sum(Counter.OUTPUT_TOKENS)),
        Metric.ratio(
            "estimated_token_share", sum(Counter.ESTIMATED_TOKENS), sum(Counter.OUTPUT_TOKENS)),
        Metric.ratio(
            "completeness",
            sum(Counter.REPORTS_RECEIVED),
            sum(Counter.REPORTS_RECEIVED, Counter.REPORTS_MISSING)),
        Metric.ratio(
            "request_error_rate",
            sum(Counter.REQUESTS_FAILED, Counter.REQUESTS_LOST),
            judgedRequests()),
        Metric.ratio(
            "token_error_rate",
            sum(Counter.FAILED_TOKENS, Counter.LOST_TOKENS),
            sum(Counter.ENDED_OUTPUT_TOKENS)));
  }

  /** Ended requests but for those whose end says nothing about the fleet. */
  private static Amount judgedRequests() {
    return sum(Counter.REQUESTS_ENDED)
        .without(Counter.REQUESTS_CLIENT_ERROR, Counter.REQUESTS_UNKNOWN);
  }

  private static Stream<Metric> goodput() {
    return Stream.of(
        Metric.ratio("request_goodput_ratio", sum(Counter.GOOD_REQUESTS), judgedRequests()),
        Metric.ratio(
            "token_goodput_ratio",
            sum(Counter.GOOD_OUTPUT_TOKENS),
            sum(Counter.ENDED_OUTPUT_TOKENS)),
        Metric.ratio("compute_goodput_ratio", sum(Counter.GOOD_WORK), sum(Counter.ENDED_WORK)),
        Metric.perSecond("good_requests_per_second", Counter.GOOD_REQUESTS),
        Metric.perSecond("good_output_tokens_per_second", Counter.GOOD_OUTPUT_TOKENS),
        Metric.perGpuSecond("good_requests_per_second_per_gpu", Counter.GOOD_REQUESTS),
        Metric.perGpuSecond("good_output_tokens_per_second_per_gpu", Counter.GOOD_OUTPUT_TOKENS),
        attainment("slo_ttft_attainment", Counter.SLO_TTFT_MET, Counter.SLO_TTFT_MISSED),
        attainment("slo_tpot_attainment", Counter.SLO_TPOT_MET, Counter.SLO_TPOT_MISSED),
        attainment("slo_e2e_attainment", Counter.SLO_E2E_MET, Counter.SLO_E2E_MISSED),
        attainment(
            "slo_deadline_attainment", Counter.SLO_DEADLINE_MET, Counter.SLO_DEADLINE_MISSED));
  }

  private static Metric attainment(String name, Counter met, Counter missed) {
    return Metric.ratio(name, sum(met), sum(met, missed));
  }

  private static Stream<Metric> costs() {
    return Stream.of(
            Stream.of(
                Metric.quotient(
                    "gpu_hours", sum(Counter.GPU_MICROS), "1", parts -> MICROS_PER_HOUR)),
            Counter.ALL.stream()
                .filter(counter -> counter.group() == MetricGroup.COST)
                .map(
                    counter ->
                        Metric.dollars(counter.columnName().replace("_nanos", ""), sum(counter))),
            Stream.of(
                Metric.dollars("waste_cost", sum(WASTE)),
                Metric.quotient(
                    "cost_per_million_output_tokens",
                    sum(Counter.GPU_COST_NANOS),
                    "1e-3",
                    sum(Counter.OUTPUT_TOKENS)),
                Metric.quotient(
                    "cost_per_million_good_tokens",
                    sum(Counter.GPU_COST_NANOS).times(sum(Counter.ENDED_OUTPUT_TOKENS)),
                    "1e-3",
                    sum(Counter.OUTPUT_TOKENS).times(sum(Counter.GOOD_OUTPUT_TOKENS)))))
        .flatMap(stream -> stream);
  }

  private static Stream<Metric> gauges() {
    return Stream.of(
        Metric.ratio("queue_depth", sum(Counter.QUEUE_DEPTH_AREA), coveredMicros()),
        Metric.ratio("running_requests", sum(Counter.RUNNING_REQUESTS_AREA), coveredMicros()),
        Metric.ratio(
            "kv_cache_utilisation",
            sum(Counter.KV_CACHE_UTILISATION_AREA),
            sum(Counter.KV_CACHE_UTILISATION_MICROS)),
        Metric.ratio(
            "gpu_utilisation",
            sum(Counter.GPU_UTILISATION_AREA),
            sum(Counter.GPU_UTILISATION_MICROS)),
        Metric.quotient("power", sum(Counter.POWER_AREA), "1e3", coveredMicros()),
        Metric.quotient("gpu_energy_wh", sum(Counter.POWER_AREA), "1e3", parts -> MICROS_PER_HOUR),
        Metric.ratio(
            "prefix_cache_hit_rate",
            sum(Counter.PREFIX_CACHE_HITS),
            sum(Counter.PREFIX_CACHE_QUERIES)));
  }
}
