package io.tokenpace.aggregation.slice;

import io.tokenpace.aggregation.outcome.RequestTimes;
import io.tokenpace.schemas.codec.EndedCursor;
import io.tokenpace.schemas.codec.RunCursor;
import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.Latency;
import io.tokenpace.schemas.metrics.MetricSet;
import io.tokenpace.schemas.metrics.Outcome;

/**
 * The view of vLLM's {@code bench serve}: successful requests only, added at their end; a role-only
 * chunk is the first token, and its gap is an ITL; TPOT = Σ ITL ÷ (output tokens − 1).
 *
 * <p>Source: {@code calculate_metrics} of vLLM's serving benchmark.
 *
 * <p>Thread-safe: holds no state.
 */
final class VllmBenchFolder {
  void run(BootState boot, RunCursor chunks) {
    VllmBenchRequest request =
        boot.vllmBench.computeIfAbsent(chunks.request(), absent -> new VllmBenchRequest());
    if (chunks.firstIndex() > 0) {
      request.addGap(chunks.sinceMicros());
    } else if (chunks.roleSinceMicros() >= 0) {
      first(request, chunks.roleSinceMicros());
      request.addGap(chunks.sinceMicros() - chunks.roleSinceMicros());
    } else {
      first(request, chunks.sinceMicros());
    }
    for (int chunk = 1; chunk < chunks.chunks(); chunk++) {
      request.addGap(chunks.gapMicros(chunk));
    }
  }

  private static void first(VllmBenchRequest request, long sinceAcceptedMicros) {
    if (request.ttftMicros < 0 || sinceAcceptedMicros < request.ttftMicros) {
      request.ttftMicros = sinceAcceptedMicros;
    }
  }

  void ended(BootState boot, EndedCursor end, Outcome outcome, MetricSet metrics) {
    VllmBenchRequest request = boot.vllmBench.remove(end.request());
    if (outcome != Outcome.COMPLETED) {
      metrics.add(Counter.VLLM_BENCH_FAILED, 1);
      return;
    }
    if (request == null) {
      request = new VllmBenchRequest();
    }
    metrics.add(Counter.VLLM_BENCH_COMPLETED, 1);
    metrics.add(Counter.VLLM_BENCH_TOTAL_INPUT_TOKENS, Math.max(0, end.inputTokens()));
    long outputTokens = RequestTimes.outputTokens(end);
    metrics.add(Counter.VLLM_BENCH_TOTAL_OUTPUT_TOKENS, outputTokens);
    // As the tool does: a success of which no chunk was seen counts with what it has, or 0.
    long ttft =
        request.ttftMicros >= 0 ? request.ttftMicros : Math.max(0, end.roleOnlySinceMicros());
    EventFolder.observe(metrics, Latency.VLLM_BENCH_TTFT, ttft);
    for (int gap = 0; gap < request.gaps(); gap++) {
      EventFolder.observe(metrics, Latency.VLLM_BENCH_ITL, request.gapMicros(gap));
    }
    if (outputTokens > 1) {
      EventFolder.observeQuotient(
          metrics, Latency.VLLM_BENCH_TPOT, request.sumOfGapsMicros(), outputTokens - 1);
    }
  }
}
