package io.tokenpace.aggregation.slice;

import io.tokenpace.aggregation.config.SloPolicy;
import io.tokenpace.aggregation.slo.ClauseVerdict;
import io.tokenpace.aggregation.slo.SloPolicies;
import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.MetricSet;
import io.tokenpace.schemas.metrics.Outcome;

/**
 * Counts requests that ended unseen, and takes that back: nothing of it is an observation, so all
 * of it can be subtracted.
 *
 * <p>Source: the metric dictionary, "How a request ends" and "Goodput, SLOs, waste".
 *
 * <p>Thread-safe: holds no state but configuration.
 */
final class UnseenEndFolder {
  private static final long MILLI = 1_000;

  private final SloPolicies policies;
  private final boolean vllmBench;

  UnseenEndFolder(SloPolicies policies, boolean vllmBench) {
    this.policies = policies;
    this.vllmBench = vllmBench;
  }

  /**
   * Counts an end.
   *
   * @param times 1 to count it, −1 to take it back
   */
  void count(InFlight request, UnseenEnd end, long times, MetricSet metrics) {
    switch (end.how()) {
      case LOST -> {
        ended(request, end, Outcome.LOST, times, metrics);
        lost(request, times, metrics);
      }
      case UNKNOWN -> ended(request, end, Outcome.UNKNOWN, times, metrics);
      case IN_FLIGHT_AT_END -> metrics.add(Counter.REQUESTS_IN_FLIGHT_AT_END, times);
    }
  }

  private void ended(
      InFlight request, UnseenEnd end, Outcome outcome, long times, MetricSet metrics) {
    metrics.add(Counter.REQUESTS_ENDED, times);
    metrics.add(outcome.counter(), times);
    if (!request.streaming) {
      metrics.add(Counter.TTFT_NOT_STREAMED, times);
    } else if (request.outputTokens() == 0) {
      metrics.add(Counter.TTFT_NO_OUTPUT, times);
    }
    if (vllmBench) {
      metrics.add(Counter.VLLM_BENCH_FAILED, times);
    }
    SloPolicy policy = policies.inForce(request.labels, request.acceptedMicros);
    if (policy == null) {
      metrics.add(Counter.POLICY_MISSING, times);
      return;
    }
    // Of a request with output whose first chunk was not seen nobody knows when it came.
    boolean defined = request.firstOutputSinceMicros >= 0 || request.outputTokens() == 0;
    if (defined && request.streaming) {
      long sinceMicros = end.micros() - request.acceptedMicros;
      switch (ClauseVerdict.ttft(policy, request.firstOutputSinceMicros, sinceMicros, outcome)) {
        case MET -> metrics.add(Counter.SLO_TTFT_MET, times);
        case MISSED -> metrics.add(Counter.SLO_TTFT_MISSED, times);
        case NEITHER -> {
          // Not counted: attainment is met ÷ (met + missed).
        }
      }
    }
  }

  /** What its prompt was is said at a request's end, so the work that was lost is its output. */
  private static void lost(InFlight request, long times, MetricSet metrics) {
    long tokens = times * request.outputTokens();
    metrics.add(Counter.E2E_INFINITE, times);
    metrics.add(Counter.TTFT_INFINITE, tokens == 0 ? times : 0);
    metrics.add(Counter.LOST_TOKENS, tokens);
    metrics.add(Counter.ENDED_OUTPUT_TOKENS, tokens);
    metrics.add(Counter.ENDED_WORK, MILLI * tokens);
  }
}
