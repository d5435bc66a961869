package io.tokenpace.aggregation.testing;

import io.tokenpace.aggregation.testing.Request.Chunk;
import io.tokenpace.aggregation.testing.Request.End;
import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.Latency;
import io.tokenpace.schemas.metrics.LedgerLine;
import io.tokenpace.schemas.metrics.MetricGroup;
import io.tokenpace.schemas.metrics.Outcome;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A row as it should be: every observation kept, every counter by name. */
public final class ExpectedRow {
  private final Map<Counter, Long> counters = new EnumMap<>(Counter.class);
  private final Map<Latency, Observations> latencies = new EnumMap<>(Latency.class);

  private final Set<MetricGroup> known =
      EnumSet.of(MetricGroup.CORE, MetricGroup.BANDS, MetricGroup.GOODPUT, MetricGroup.VLLM_BENCH);

  /** The ledger, in the order that decides between equal fractions. */
  private static final List<LedgerLine> LEDGER = List.of(LedgerLine.values());

  /** What a counter should say. */
  public long counter(Counter counter) {
    return counters.getOrDefault(counter, 0L);
  }

  /** What a latency should hold. */
  public Observations latency(Latency latency) {
    return latencies.computeIfAbsent(latency, absent -> new Observations());
  }

  void add(Counter counter, long value) {
    counters.merge(counter, value, Long::sum);
  }

  void max(Counter counter, long value) {
    counters.merge(counter, value, Math::max);
  }

  /** Adds a reading, by the counter's own rule. */
  void add(GaugeOracle.Total total) {
    know(total.counter().group());
    counters.merge(
        total.counter(),
        total.value(),
        total.counter().name().endsWith("_MAX") ? Math::max : Long::sum);
  }

  /** Whether a group should be known. */
  public boolean knows(MetricGroup group) {
    return known.contains(group);
  }

  void know(MetricGroup group) {
    known.add(group);
  }

  void charge(CostOracle.Charge charge, boolean priced) {
    know(MetricGroup.GPU_TIME);
    add(Counter.GPU_MICROS, charge.gpuMicros());
    add(Counter.UNPRICED_GPU_MICROS, charge.unpricedMicros());
    if (priced) {
      know(MetricGroup.COST);
    }
    add(Counter.GPU_COST_NANOS, charge.costNanos());
    add(Counter.IDLE_COST_NANOS, charge.idle() ? charge.costNanos() : 0);
  }

  /** Divides the cost that is not idle by what became of the tokens. */
  void divideCost() {
    List<Long> tokens = LEDGER.stream().map(line -> counter(line.tokens())).toList();
    long divided = counter(Counter.GPU_COST_NANOS) - counter(Counter.IDLE_COST_NANOS);
    List<Long> parts = Shares.largestRemainder(divided, tokens);
    for (int line = 0; line < LEDGER.size(); line++) {
      add(LEDGER.get(line).costNanos(), parts.get(line));
    }
    boolean decided = tokens.stream().anyMatch(ofLine -> ofLine > 0);
    add(Counter.UNDECIDED_COST_NANOS, decided ? 0 : divided);
  }

  void cover(long received, long missing, long dropped, long folded) {
    add(Counter.AGENT_DROPPED_EVENTS, dropped);
    add(Counter.REPORTS_RECEIVED, received);
    add(Counter.REPORTS_MISSING, missing);
    add(Counter.FOLDED, folded);
  }

  void count(Event event, ExpectedGoodput goodput) {
    switch (event.type()) {
      case STARTED -> started(event.request());
      case CHUNK -> chunk(event);
      case ENDED -> {
        ended(event.request(), event.request().end().orElseThrow(), goodput);
        vllmBench(event.request(), event.request().end().orElseThrow());
      }
    }
  }

  void countUnseen(UnseenOracle.End end, ExpectedGoodput goodput) {
    Outcome outcome = end.outcome();
    if (outcome == null) {
      add(Counter.REQUESTS_IN_FLIGHT_AT_END, 1);
      return;
    }
    add(Counter.REQUESTS_ENDED, 1);
    add(Counter.valueOf("REQUESTS_" + outcome.name()), 1);
    add(Counter.VLLM_BENCH_FAILED, 1);
    add(Counter.TTFT_NOT_STREAMED, end.streaming() ? 0 : 1);
    add(Counter.TTFT_NO_OUTPUT, end.streaming() && end.tokens() == 0 ? 1 : 0);
    add(Counter.E2E_INFINITE, outcome == Outcome.LOST ? 1 : 0);
    add(Counter.TTFT_INFINITE, outcome == Outcome.LOST && end.tokens() == 0 ? 1 : 0);
    goodput.countUnseen(end, this);
  }

  private void started(Request request) {
    add(Counter.REQUESTS_STARTED, 1);
    if (request.uploadMicros() >= 0) {
      latency(Latency.UPLOAD_TIME).add(request.uploadMicros());
    }
  }

  private void chunk(Event event) {
    Request request = event.request();
    Chunk chunk = event.output();
    add(Counter.OUTPUT_CHUNKS, 1);
    add(Counter.OUTPUT_TOKENS, chunk.tokens());
    add(Counter.ESTIMATED_TOKENS, chunk.estimated() ? chunk.tokens() : 0);
    long sinceAccepted = chunk.timeMicros() - request.acceptedMicros();
    if (event.chunk() == 0) {
      latency(Latency.TTFT).add(sinceAccepted);
      add(
          sinceAccepted < 200_000
              ? Counter.TTFT_EXCELLENT
              : sinceAccepted <= 800_000
                  ? Counter.TTFT_ACCEPTABLE
                  : sinceAccepted <= 1_000_000 ? Counter.TTFT_SLOW : Counter.TTFT_POOR,
          1);
    }
    if (event.chunk() == request.firstAnswer()) {
      latency(Latency.TTFO).add(sinceAccepted);
    }
    long before = request.microsBefore(event.chunk());
    if (before < 0) {
      return;
    }
    long gap = chunk.timeMicros() - before;
    latency(Latency.ICL).add(gap);
    for (int token = 0; token < chunk.tokens(); token++) {
      latency(Latency.ITL).add(gap / chunk.tokens(), 0);
      add(Counter.SMOOTH_TOKENS, gap < 100_000L * chunk.tokens() ? 1 : 0);
    }
    latency(Latency.ITL).addToSum(gap);
    add(Counter.COALESCED_CHUNKS, gap == 0 ? 1 : 0);
    add(Counter.STUTTERED_CHUNKS, gap > 150_000 ? 1 : 0);
  }

  private void ended(Request request, End end, ExpectedGoodput goodput) {
    Outcome outcome = goodput.outcome(request);
    goodput.count(request, this);
    add(Counter.REQUESTS_ENDED, 1);
    add(Counter.valueOf("REQUESTS_" + outcome.name()), 1);
    boolean output = request.lastOutputMicros() >= 0;
    if (outcome == Outcome.FAILED) {
      add(error(end), 1);
    }
    if (outcome == Outcome.FAILED || outcome == Outcome.TIMED_OUT) {
      add(Counter.E2E_INFINITE, 1);
      add(Counter.TTFT_INFINITE, output ? 0 : 1);
    }
    add(Counter.RETRIED_REQUESTS, end.retryCount() > 0 ? 1 : 0);
    add(Counter.TTFT_NOT_STREAMED, request.streaming() ? 0 : 1);
    add(Counter.TTFT_NO_OUTPUT, request.streaming() && !output ? 1 : 0);
    long unplaced = end.usageTokens() < 0 ? 0 : end.usageTokens() - request.countedTokens();
    add(Counter.UNPLACED_TOKENS, unplaced);
    add(Counter.OUTPUT_TOKENS, unplaced);
    add(Counter.INPUT_TOKENS, Math.max(0, end.inputTokens()));
    add(Counter.ESTIMATED_INPUT_TOKENS, end.inputEstimated() ? Math.max(0, end.inputTokens()) : 0);
    add(Counter.CACHED_INPUT_TOKENS, Math.max(0, end.cachedTokens()));
    add(Counter.REASONING_TOKENS, Math.max(0, end.reasoningTokens()));
    if (outcome == Outcome.COMPLETED) {
      completed(request);
    }
  }

  private static Counter error(End end) {
    String error = end.errorClass();
    if (error == null || error.equals("never heard of")) {
      return Counter.ERRORS_OTHER;
    }
    return Counter.valueOf("ERRORS_" + error.toUpperCase(Locale.ROOT));
  }

  private void completed(Request request) {
    if (request.lastOutputMicros() < 0) {
      add(Counter.E2E_NO_OUTPUT, 1);
    } else {
      long e2e = request.lastOutputMicros() - request.acceptedMicros();
      latency(Latency.E2E).add(e2e);
      long tokens = request.outputTokens();
      String name = tokens < 224 ? "CHAT" : tokens < 1_000 ? "CODE" : "DOCUMENT";
      long from = tokens < 224 ? 2_000_000 : tokens < 1_000 ? 8_000_000 : 30_000_000;
      long to = tokens < 224 ? 8_000_000 : tokens < 1_000 ? 30_000_000 : 120_000_000;
      String how = e2e < from ? "FASTER" : e2e > to ? "SLOWER" : "TYPICAL";
      add(Counter.valueOf("E2E_" + name + "_" + how), 1);
    }
    tpot(request);
  }

  private void tpot(Request request) {
    if (!request.streaming()) {
      add(Counter.TPOT_NOT_STREAMED, 1);
      return;
    }
    if (request.choices() > 1) {
      add(Counter.TPOT_MULTIPLE_CHOICES, 1);
      return;
    }
    long divisor =
        request.chunks().isEmpty() ? 0 : request.outputTokens() - request.chunks().get(0).tokens();
    if (divisor < 1) {
      add(Counter.TPOT_ONE_TOKEN, 1);
      return;
    }
    long generation = request.lastOutputMicros() - request.chunks().get(0).timeMicros();
    observeQuotient(Latency.TPOT, generation, divisor);
    BigDecimal tpot =
        BigDecimal.valueOf(generation).divide(BigDecimal.valueOf(divisor), 9, RoundingMode.CEILING);
    add(
        tpot.compareTo(BigDecimal.valueOf(30_000)) < 0
            ? Counter.TPOT_EXCELLENT
            : tpot.compareTo(BigDecimal.valueOf(80_000)) <= 0
                ? Counter.TPOT_ACCEPTABLE
                : tpot.compareTo(BigDecimal.valueOf(100_000)) <= 0
                    ? Counter.TPOT_SLOW
                    : Counter.TPOT_POOR,
        1);
  }

  private void observeQuotient(Latency latency, long micros, long divisor) {
    BigDecimal by = BigDecimal.valueOf(divisor);
    long rounded = BigDecimal.valueOf(micros).divide(by, 0, RoundingMode.HALF_UP).longValueExact();
    long nanos =
        BigDecimal.valueOf(micros * 1_000).divide(by, 0, RoundingMode.HALF_UP).longValueExact();
    latency(latency).add(rounded, nanos);
  }

  private void vllmBench(Request request, End end) {
    if (end.expected() != Outcome.COMPLETED) {
      add(Counter.VLLM_BENCH_FAILED, 1);
      return;
    }
    add(Counter.VLLM_BENCH_COMPLETED, 1);
    add(Counter.VLLM_BENCH_TOTAL_INPUT_TOKENS, Math.max(0, end.inputTokens()));
    add(Counter.VLLM_BENCH_TOTAL_OUTPUT_TOKENS, request.outputTokens());
    long first =
        request.roleMicros().values().stream()
            .min(Long::compare)
            .orElse(
                request.chunks().isEmpty()
                    ? request.acceptedMicros()
                    : request.chunks().get(0).timeMicros());
    latency(Latency.VLLM_BENCH_TTFT).add(first - request.acceptedMicros());
    long sum = 0;
    for (int chunk = 0; chunk < request.chunks().size(); chunk++) {
      long before = request.microsBefore(chunk);
      long since =
          before >= 0
              ? before
              : request.roleMicros().getOrDefault(request.chunks().get(chunk).choice(), -1L);
      if (since >= 0) {
        long gap = request.chunks().get(chunk).timeMicros() - since;
        latency(Latency.VLLM_BENCH_ITL).add(gap);
        sum += gap;
      }
    }
    if (request.outputTokens() > 1) {
      observeQuotient(Latency.VLLM_BENCH_TPOT, sum, request.outputTokens() - 1);
    }
  }
}
