package io.tokenpace.simulator.metrics;

import io.tokenpace.simulator.engine.EngineCounts;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What {@code GET /metrics} says. The time to first token comes in vLLM's own buckets, whose edges
 * are up to 2.5 apart in ratio: percentiles read off them are as far from the truth as that allows.
 *
 * <p>Confined to the engine's thread.
 */
public final class EngineMetrics {
  private static final double MILLIS_PER_SECOND = 1e3;

  private final String labels;
  private final Instant started;
  private final Map<String, Long> successByReason = new TreeMap<>();
  private final BucketHistogram timeToFirstToken =
      new BucketHistogram(
          0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5,
          10.0, 20.0, 40.0, 80.0, 160.0, 640.0, 2560.0);
  private final BucketHistogram interTokenLatency =
      new BucketHistogram(
          0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0,
          20.0, 40.0, 80.0);
  private final BucketHistogram endToEnd = requestHistogram();
  private final BucketHistogram queueTime = requestHistogram();
  private long promptTokens;
  private long generationTokens;

  /** Metrics of an engine that serves one model. */
  public EngineMetrics(String model, Instant started) {
    String escaped = model.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    this.labels = "engine=\"0\",model_name=\"" + escaped + "\"";
    this.started = started;
    for (String reason : new String[] {"stop", "length", "abort", "error"}) {
      successByReason.put(reason, 0L);
    }
  }

  private static BucketHistogram requestHistogram() {
    return new BucketHistogram(
        0.3, 0.5, 0.8, 1.0, 1.5, 2.0, 2.5, 5.0, 10.0, 15.0, 20.0, 30.0, 40.0, 50.0, 60.0, 120.0,
        240.0, 480.0, 960.0, 1920.0, 7680.0);
  }

  /** A request's prompts are computed, and the first tokens are there. */
  public void firstTokens(int prompt, long sinceAcceptedNanos) {
    promptTokens += prompt;
    timeToFirstToken.observe(sinceAcceptedNanos);
  }

  /** A step yielded tokens of a request. */
  public void tokens(int generated) {
    generationTokens += generated;
  }

  /** Time between two steps of a request. */
  public void betweenSteps(long nanos) {
    interTokenLatency.observe(nanos);
  }

  /** A sequence ended; {@code tool_calls} count as {@code stop}, as they do in vLLM. */
  public void sequenceEnded(String reason) {
    successByReason.merge(reason.equals("tool_calls") ? "stop" : reason, 1L, Long::sum);
  }

  /** A request ended that was answered in full. */
  public void answered(long queuedNanos, long sinceAcceptedNanos) {
    queueTime.observe(queuedNanos);
    endToEnd.observe(sinceAcceptedNanos);
  }

  /** The text format 0.0.4. */
  public String text(EngineCounts counts) {
    StringBuilder text = new StringBuilder(8192);
    gauge(text, "vllm:num_requests_running", counts.runningSequences());
    gauge(text, "vllm:num_requests_waiting", counts.waitingSequences());
    gauge(text, "vllm:kv_cache_usage_perc", (double) counts.usedBlocks() / counts.totalBlocks());
    counter(text, "vllm:prefix_cache_queries_total", counts.prefixQueriedTokens());
    counter(text, "vllm:prefix_cache_hits_total", counts.prefixHitTokens());
    counter(text, "vllm:num_preemptions_total", counts.preemptions());
    counter(text, "vllm:prompt_tokens_total", promptTokens);
    counter(text, "vllm:generation_tokens_total", generationTokens);
    text.append("# TYPE vllm:request_success_total counter\n");
    successByReason.forEach(
        (reason, count) ->
            text.append(
                "vllm:request_success_total{%s,finished_reason=\"%s\"} %d.0\n"
                    .formatted(labels, reason, count)));
    timeToFirstToken.append(text, "vllm:time_to_first_token_seconds", labels);
    interTokenLatency.append(text, "vllm:inter_token_latency_seconds", labels);
    endToEnd.append(text, "vllm:e2e_request_latency_seconds", labels);
    queueTime.append(text, "vllm:request_queue_time_seconds", labels);
    text.append("# TYPE process_start_time_seconds gauge\nprocess_start_time_seconds ");
    text.append(String.format(Locale.ROOT, "%.3f\n", started.toEpochMilli() / MILLIS_PER_SECOND));
    return text.toString();
  }

  private void gauge(StringBuilder text, String name, double value) {
    text.append("# TYPE ").append(name).append(" gauge\n").append(name);
    text.append('{').append(labels).append("} ").append(value).append('\n');
  }

  private void counter(StringBuilder text, String name, long value) {
    text.append("# TYPE ").append(name).append(" counter\n").append(name);
    text.append('{').append(labels).append("} ").append(value).append(".0\n");
  }
}
