package io.tokenpace.schemas.metrics;

import java.util.List;
import java.util.Locale;

/**
 * The additive integer parts of a row of results, one column each; the metric dictionary's names.
 *
 * <p>The order is part of the formats that hold counters by position: append, never reorder.
 */
public enum Counter {
  /** Requests accepted in the window. */
  REQUESTS_STARTED(MetricGroup.CORE, Merge.SUM),
  /** Requests that ended in the window, however. */
  REQUESTS_ENDED(MetricGroup.CORE, Merge.SUM),
  /** Requests that ended with every choice finished normally. */
  REQUESTS_COMPLETED(MetricGroup.CORE, Merge.SUM),
  /** Requests that ended because the client left. */
  REQUESTS_CANCELLED(MetricGroup.CORE, Merge.SUM),
  /** Requests that ended at a deadline. */
  REQUESTS_TIMED_OUT(MetricGroup.CORE, Merge.SUM),
  /** Requests that ended refused for load, without output. */
  REQUESTS_REJECTED(MetricGroup.CORE, Merge.SUM),
  /** Requests that ended refused for a fault of the request, without output. */
  REQUESTS_CLIENT_ERROR(MetricGroup.CORE, Merge.SUM),
  /** Requests that ended by a fault of the engine or the way to it. */
  REQUESTS_FAILED(MetricGroup.CORE, Merge.SUM),
  /** Requests that ended because their node fell silent. */
  REQUESTS_LOST(MetricGroup.CORE, Merge.SUM),
  /** Requests that ended unseen: gone from a newer complete in-flight list. */
  REQUESTS_UNKNOWN(MetricGroup.CORE, Merge.SUM),
  /** Requests still in flight at the end of a run that has one. */
  REQUESTS_IN_FLIGHT_AT_END(MetricGroup.CORE, Merge.SUM),
  /** Ended requests that say they were tried before. */
  RETRIED_REQUESTS(MetricGroup.CORE, Merge.SUM),
  /** FAILED requests: memory ran out. */
  ERRORS_OUT_OF_MEMORY(MetricGroup.CORE, Merge.SUM),
  /** FAILED requests: the engine said so. */
  ERRORS_ENGINE_ERROR(MetricGroup.CORE, Merge.SUM),
  /** FAILED requests: the answer broke off. */
  ERRORS_TRUNCATED(MetricGroup.CORE, Merge.SUM),
  /** FAILED requests: of load. */
  ERRORS_OVERLOAD(MetricGroup.CORE, Merge.SUM),
  /** FAILED requests: of something else. */
  ERRORS_OTHER(MetricGroup.CORE, Merge.SUM),
  /** Output tokens: of chunks at their own time, and unplaced ones at their request's end. */
  OUTPUT_TOKENS(MetricGroup.CORE, Merge.SUM),
  /** Output tokens the usage counts beyond the chunks; may be negative. */
  UNPLACED_TOKENS(MetricGroup.CORE, Merge.SUM),
  /** Output tokens counted as one a chunk. */
  ESTIMATED_TOKENS(MetricGroup.CORE, Merge.SUM),
  /** Output chunks. */
  OUTPUT_CHUNKS(MetricGroup.CORE, Merge.SUM),
  /** Output chunks with a gap of 0 to the one before: they came in one read. */
  COALESCED_CHUNKS(MetricGroup.CORE, Merge.SUM),
  /** Input tokens of requests that ended, each prompt once. */
  INPUT_TOKENS(MetricGroup.CORE, Merge.SUM),
  /** Input tokens estimated from bytes. */
  ESTIMATED_INPUT_TOKENS(MetricGroup.CORE, Merge.SUM),
  /** Input tokens the engine says it had cached. */
  CACHED_INPUT_TOKENS(MetricGroup.CORE, Merge.SUM),
  /** Reasoning tokens of requests that ended, as the usage says. */
  REASONING_TOKENS(MetricGroup.CORE, Merge.SUM),
  /** Ended requests without ttft: not streamed. */
  TTFT_NOT_STREAMED(MetricGroup.CORE, Merge.SUM),
  /** Ended requests without ttft: streamed, no output. */
  TTFT_NO_OUTPUT(MetricGroup.CORE, Merge.SUM),
  /** COMPLETED requests without tpot: no token after the first chunk. */
  TPOT_ONE_TOKEN(MetricGroup.CORE, Merge.SUM),
  /** COMPLETED requests without tpot: not streamed. */
  TPOT_NOT_STREAMED(MetricGroup.CORE, Merge.SUM),
  /** COMPLETED requests without tpot: more than one choice. */
  TPOT_MULTIPLE_CHOICES(MetricGroup.CORE, Merge.SUM),
  /** COMPLETED requests without e2e: no output. */
  E2E_NO_OUTPUT(MetricGroup.CORE, Merge.SUM),
  /** FAILED, LOST or TIMED_OUT requests without output: the +infinity observations of ttft_all. */
  TTFT_INFINITE(MetricGroup.CORE, Merge.SUM),
  /** FAILED, LOST or TIMED_OUT requests: the +infinity observations of e2e_all. */
  E2E_INFINITE(MetricGroup.CORE, Merge.SUM),
  /** Latency observations above 2^40 - 1 microseconds, counted at that value. */
  CLAMPED_OBSERVATIONS(MetricGroup.CORE, Merge.SUM),
  /** Reports whose base time lies in the window. */
  REPORTS_RECEIVED(MetricGroup.CORE, Merge.SUM),
  /** Reports a gap in a sequence shows to be missing. */
  REPORTS_MISSING(MetricGroup.CORE, Merge.SUM),
  /** Pairs of report and slice that added something to the row. */
  FOLDED(MetricGroup.CORE, Merge.SUM),
  /** Observations of ttft in the band excellent. */
  TTFT_EXCELLENT(MetricGroup.BANDS, Merge.SUM),
  /** Observations of ttft in the band acceptable. */
  TTFT_ACCEPTABLE(MetricGroup.BANDS, Merge.SUM),
  /** Observations of ttft in the band slow. */
  TTFT_SLOW(MetricGroup.BANDS, Merge.SUM),
  /** Observations of ttft in the band poor. */
  TTFT_POOR(MetricGroup.BANDS, Merge.SUM),
  /** Observations of tpot in the band excellent. */
  TPOT_EXCELLENT(MetricGroup.BANDS, Merge.SUM),
  /** Observations of tpot in the band acceptable. */
  TPOT_ACCEPTABLE(MetricGroup.BANDS, Merge.SUM),
  /** Observations of tpot in the band slow. */
  TPOT_SLOW(MetricGroup.BANDS, Merge.SUM),
  /** Observations of tpot in the band poor. */
  TPOT_POOR(MetricGroup.BANDS, Merge.SUM),
  /** Observations of itl below the smooth bound. */
  SMOOTH_TOKENS(MetricGroup.BANDS, Merge.SUM),
  /** Observations of icl above the stutter bound. */
  STUTTERED_CHUNKS(MetricGroup.BANDS, Merge.SUM),
  /** COMPLETED requests of the class chat whose e2e was faster than expected. */
  E2E_CHAT_FASTER(MetricGroup.BANDS, Merge.SUM),
  /** COMPLETED requests of the class chat whose e2e was as expected. */
  E2E_CHAT_TYPICAL(MetricGroup.BANDS, Merge.SUM),
  /** COMPLETED requests of the class chat whose e2e was slower than expected. */
  E2E_CHAT_SLOWER(MetricGroup.BANDS, Merge.SUM),
  /** COMPLETED requests of the class code whose e2e was faster than expected. */
  E2E_CODE_FASTER(MetricGroup.BANDS, Merge.SUM),
  /** COMPLETED requests of the class code whose e2e was as expected. */
  E2E_CODE_TYPICAL(MetricGroup.BANDS, Merge.SUM),
  /** COMPLETED requests of the class code whose e2e was slower than expected. */
  E2E_CODE_SLOWER(MetricGroup.BANDS, Merge.SUM),
  /** COMPLETED requests of the class document whose e2e was faster than expected. */
  E2E_DOCUMENT_FASTER(MetricGroup.BANDS, Merge.SUM),
  /** COMPLETED requests of the class document whose e2e was as expected. */
  E2E_DOCUMENT_TYPICAL(MetricGroup.BANDS, Merge.SUM),
  /** COMPLETED requests of the class document whose e2e was slower than expected. */
  E2E_DOCUMENT_SLOWER(MetricGroup.BANDS, Merge.SUM),
  /** COMPLETED requests that missed no clause of their SLO. */
  GOOD_REQUESTS(MetricGroup.GOODPUT, Merge.SUM),
  /** Output tokens of good requests. */
  GOOD_OUTPUT_TOKENS(MetricGroup.GOODPUT, Merge.SUM),
  /** Output tokens of requests that ended in the window: the ledger's total. */
  ENDED_OUTPUT_TOKENS(MetricGroup.GOODPUT, Merge.SUM),
  /** COMPLETED requests whose first missed clause is ttft. */
  LATE_TTFT_REQUESTS(MetricGroup.GOODPUT, Merge.SUM),
  /** Output tokens of them. */
  LATE_TTFT_TOKENS(MetricGroup.GOODPUT, Merge.SUM),
  /** COMPLETED requests whose first missed clause is tpot. */
  LATE_TPOT_REQUESTS(MetricGroup.GOODPUT, Merge.SUM),
  /** Output tokens of them. */
  LATE_TPOT_TOKENS(MetricGroup.GOODPUT, Merge.SUM),
  /** COMPLETED requests whose first missed clause is e2e. */
  LATE_E2E_REQUESTS(MetricGroup.GOODPUT, Merge.SUM),
  /** Output tokens of them. */
  LATE_E2E_TOKENS(MetricGroup.GOODPUT, Merge.SUM),
  /** COMPLETED requests whose first missed clause is deadline. */
  LATE_DEADLINE_REQUESTS(MetricGroup.GOODPUT, Merge.SUM),
  /** Output tokens of them. */
  LATE_DEADLINE_TOKENS(MetricGroup.GOODPUT, Merge.SUM),
  /** Output tokens of requests that ended cancelled. */
  CANCELLED_TOKENS(MetricGroup.GOODPUT, Merge.SUM),
  /** Output tokens of requests that ended timed out. */
  TIMED_OUT_TOKENS(MetricGroup.GOODPUT, Merge.SUM),
  /** Output tokens of requests that ended failed. */
  FAILED_TOKENS(MetricGroup.GOODPUT, Merge.SUM),
  /** Output tokens of requests that ended lost. */
  LOST_TOKENS(MetricGroup.GOODPUT, Merge.SUM),
  /** Requests that met the clause ttft. */
  SLO_TTFT_MET(MetricGroup.GOODPUT, Merge.SUM),
  /** Requests that missed the clause ttft. */
  SLO_TTFT_MISSED(MetricGroup.GOODPUT, Merge.SUM),
  /** Requests that met the clause tpot. */
  SLO_TPOT_MET(MetricGroup.GOODPUT, Merge.SUM),
  /** Requests that missed the clause tpot. */
  SLO_TPOT_MISSED(MetricGroup.GOODPUT, Merge.SUM),
  /** Requests that met the clause e2e. */
  SLO_E2E_MET(MetricGroup.GOODPUT, Merge.SUM),
  /** Requests that missed the clause e2e. */
  SLO_E2E_MISSED(MetricGroup.GOODPUT, Merge.SUM),
  /** Requests that met the clause deadline. */
  SLO_DEADLINE_MET(MetricGroup.GOODPUT, Merge.SUM),
  /** Requests that missed the clause deadline. */
  SLO_DEADLINE_MISSED(MetricGroup.GOODPUT, Merge.SUM),
  /** Work of good requests: output tokens and weighted uncached input tokens. */
  GOOD_WORK(MetricGroup.GOODPUT, Merge.SUM),
  /** Work of requests that ended. */
  ENDED_WORK(MetricGroup.GOODPUT, Merge.SUM),
  /** Ended requests no SLO policy matches. */
  POLICY_MISSING(MetricGroup.GOODPUT, Merge.SUM),
  /** GPU time charged. */
  GPU_MICROS(MetricGroup.GPU_TIME, Merge.SUM),
  /** Of it, time no price was given for. */
  UNPRICED_GPU_MICROS(MetricGroup.GPU_TIME, Merge.SUM),
  /** Cost of the priced rest. */
  GPU_COST_NANOS(MetricGroup.COST, Merge.SUM),
  /** Of it, for serving groups without work and without requests in flight. */
  IDLE_COST_NANOS(MetricGroup.COST, Merge.SUM),
  /** Of it, the share of the ledger line good. */
  GOOD_COST_NANOS(MetricGroup.COST, Merge.SUM),
  /** Of it, the share of the ledger line late ttft. */
  LATE_TTFT_COST_NANOS(MetricGroup.COST, Merge.SUM),
  /** Of it, the share of the ledger line late tpot. */
  LATE_TPOT_COST_NANOS(MetricGroup.COST, Merge.SUM),
  /** Of it, the share of the ledger line late e2e. */
  LATE_E2E_COST_NANOS(MetricGroup.COST, Merge.SUM),
  /** Of it, the share of the ledger line late deadline. */
  LATE_DEADLINE_COST_NANOS(MetricGroup.COST, Merge.SUM),
  /** Of it, the share of the ledger line cancelled. */
  CANCELLED_COST_NANOS(MetricGroup.COST, Merge.SUM),
  /** Of it, the share of the ledger line timed out. */
  TIMED_OUT_COST_NANOS(MetricGroup.COST, Merge.SUM),
  /** Of it, the share of the ledger line failed. */
  FAILED_COST_NANOS(MetricGroup.COST, Merge.SUM),
  /** Of it, the share of the ledger line lost. */
  LOST_COST_NANOS(MetricGroup.COST, Merge.SUM),
  /** Of it, the share of the ledger line undecided. */
  UNDECIDED_COST_NANOS(MetricGroup.COST, Merge.SUM),
  /** Integral over time of requests that wait in engines, requests × microseconds. */
  QUEUE_DEPTH_AREA(MetricGroup.QUEUE_DEPTH, Merge.SUM),
  /** Time over which it was observed, of all engines together. */
  QUEUE_DEPTH_MICROS(MetricGroup.QUEUE_DEPTH, Merge.SUM),
  /** Largest single sample taken. */
  QUEUE_DEPTH_MAX(MetricGroup.QUEUE_DEPTH, Merge.MAX),
  /** Integral over time of requests that run in engines, requests × microseconds. */
  RUNNING_REQUESTS_AREA(MetricGroup.RUNNING_REQUESTS, Merge.SUM),
  /** Time over which it was observed, of all engines together. */
  RUNNING_REQUESTS_MICROS(MetricGroup.RUNNING_REQUESTS, Merge.SUM),
  /** Largest single sample taken. */
  RUNNING_REQUESTS_MAX(MetricGroup.RUNNING_REQUESTS, Merge.MAX),
  /** Integral over time of use of the KV cache, as a share: engine microseconds in use. */
  KV_CACHE_UTILISATION_AREA(MetricGroup.KV_CACHE, Merge.SUM),
  /** Time over which it was observed, of all engines together. */
  KV_CACHE_UTILISATION_MICROS(MetricGroup.KV_CACHE, Merge.SUM),
  /** Largest single sample taken. */
  KV_CACHE_UTILISATION_MAX(MetricGroup.KV_CACHE, Merge.MAX),
  /** Integral over time of share of time in which some kernel ran: GPU microseconds busy. */
  GPU_UTILISATION_AREA(MetricGroup.GPU_UTILISATION, Merge.SUM),
  /** Time over which it was observed, of all GPUs together. */
  GPU_UTILISATION_MICROS(MetricGroup.GPU_UTILISATION, Merge.SUM),
  /** Largest single sample taken. */
  GPU_UTILISATION_MAX(MetricGroup.GPU_UTILISATION, Merge.MAX),
  /** Integral over time of power of the GPUs: their energy, millijoules. */
  POWER_AREA(MetricGroup.POWER, Merge.SUM),
  /** Time over which it was observed, of all GPUs together. */
  POWER_MICROS(MetricGroup.POWER, Merge.SUM),
  /** Largest single sample taken. */
  POWER_MAX(MetricGroup.POWER, Merge.MAX),
  /** Increase of engines' prefix cache hits. */
  PREFIX_CACHE_HITS(MetricGroup.PREFIX_CACHE, Merge.SUM),
  /** Increase of engines' prefix cache queries. */
  PREFIX_CACHE_QUERIES(MetricGroup.PREFIX_CACHE, Merge.SUM),
  /** Increase of engines' preemptions. */
  PREEMPTIONS(MetricGroup.PREEMPTIONS, Merge.SUM),
  /** Restarts of engines seen. */
  ENGINE_RESTARTS(MetricGroup.ENGINE_RESTARTS, Merge.SUM),
  /** Most requests in flight without output at one time on one node. */
  AWAITING_FIRST_TOKEN_MAX(MetricGroup.IN_FLIGHT, Merge.MAX),
  /** Longest wait of a request in flight without output. */
  OLDEST_WAIT_MICROS(MetricGroup.IN_FLIGHT, Merge.MAX),
  /** Events agents say they could not report. */
  AGENT_DROPPED_EVENTS(MetricGroup.CORE, Merge.SUM),
  /** Reports refused as too late. */
  LATE_REPORTS(MetricGroup.CORE, Merge.SUM),
  /** Boots of nodes whose lease ran out. */
  NODES_SILENT(MetricGroup.CORE, Merge.SUM),
  /** Largest distance of event time to append time. */
  NODE_CLOCK_SKEW_MICROS(MetricGroup.CLOCK_SKEW, Merge.MAX),
  /** Successful requests, as vLLM's benchmark counts them. */
  VLLM_BENCH_COMPLETED(MetricGroup.VLLM_BENCH, Merge.SUM),
  /** Other requests that ended. */
  VLLM_BENCH_FAILED(MetricGroup.VLLM_BENCH, Merge.SUM),
  /** Input tokens of successful requests. */
  VLLM_BENCH_TOTAL_INPUT_TOKENS(MetricGroup.VLLM_BENCH, Merge.SUM),
  /** Output tokens of successful requests. */
  VLLM_BENCH_TOTAL_OUTPUT_TOKENS(MetricGroup.VLLM_BENCH, Merge.SUM);

  /** How two values of a counter become one. */
  public enum Merge {
    /** They are added. */
    SUM,
    /** The larger one stays. */
    MAX
  }

  /** All counters, by position. */
  public static final List<Counter> ALL = List.of(values());

  private final MetricGroup group;
  private final Merge merge;

  Counter(MetricGroup group, Merge merge) {
    this.group = group;
    this.merge = merge;
  }

  /** The group whose presence says whether the value is known. */
  public MetricGroup group() {
    return group;
  }

  /** How values of two parts of a row become one. */
  public Merge merge() {
    return merge;
  }

  /** The name in SQL and JSON. */
  public String columnName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The name in Avro. */
  public String fieldName() {
    return Names.camelCase(columnName());
  }
}
