package io.tokenpace.agent.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.agent.report.EngineReading;
import io.tokenpace.agent.report.EngineReading.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnginePageTest {
  /** As vLLM writes it, two ranks of one engine. */
  private static final String PAGE =
      """
      # HELP process_start_time_seconds Start time of the process since unix epoch in seconds.
      # TYPE process_start_time_seconds gauge
      process_start_time_seconds 1.76722560025e+09
      # HELP vllm:num_requests_running Number of requests in model execution batches.
      # TYPE vllm:num_requests_running gauge
      vllm:num_requests_running{engine="0",model_name="org/model \\"q\\\\\\n"} 5.0
      vllm:num_requests_running{engine="1",model_name="org/model \\"q\\\\\\n"} 3.0
      # TYPE vllm:num_requests_waiting gauge
      vllm:num_requests_waiting{engine="0",model_name="m"} 2.0 1767225700000
      vllm:num_requests_waiting{engine="1",model_name="m"} 0.0
      # TYPE vllm:kv_cache_usage_perc gauge
      vllm:kv_cache_usage_perc{engine="0",model_name="m"} 0.25
      vllm:kv_cache_usage_perc{engine="1",model_name="m"} 0.6543219
      vllm:gpu_cache_usage_perc{engine="0",model_name="m"} 0.99
      # TYPE vllm:prefix_cache_queries counter
      vllm:prefix_cache_queries_total{engine="0",model_name="m"} 1e+06
      vllm:prefix_cache_queries_total{engine="1",model_name="m"} 24.0
      vllm:prefix_cache_queries_created{engine="0",model_name="m"} 1.767225600e+09
      vllm:prefix_cache_hits_total{engine="0",model_name="m"} NaN
      vllm:num_preemptions_total{engine="0",model_name="m"} 7.0
      vllm:generation_tokens_total{engine="0",model_name="m"} +Inf
      vllm:prompt_tokens_total{engine="0"
      vllm:e2e_request_latency_seconds_bucket{le="+Inf",model_name="m"} 7.0
      """;

  private final EnginePage page = new EnginePage("e");

  @Test
  void readsWhatThereIsAndNothingElse() {
    EngineReading reading = page.read(PAGE, 5, 1_767_225_700_000_000L);

    assertThat(reading.engine()).isEqualTo("e");
    assertThat(reading.atMicros()).isEqualTo(5);
    assertThat(reading.startedAtMicros()).isEqualTo(1_767_225_600_250_000L);
    assertThat(reading.samples())
        .containsExactly(
            new Value("queue_depth", "count", 2),
            new Value("running_requests", "count", 8),
            new Value("kv_cache_utilisation", "ppm", 654_322));
    assertThat(reading.counters())
        .containsExactly(
            new Value("prefix_cache_queries", "tokens", 1_000_024),
            new Value("preemptions", "count", 7));
  }

  @Test
  void aReadingHoldsOnlyWhatReportsTake() {
    String odd =
        """
        vllm:kv_cache_usage_perc 1.0000004
        vllm:num_preemptions_total 1.2e15
        vllm:num_requests_waiting 16777217
        vllm:num_requests_running 16777216
        """;

    EngineReading reading = page.read(odd, 5, 1_767_225_700_000_000L);

    assertThat(reading.samples())
        .containsExactly(
            new Value("running_requests", "count", 16_777_216),
            new Value("kv_cache_utilisation", "ppm", 1_000_000));
    assertThat(reading.counters()).isEmpty();
  }

  @Test
  void knowsTheOlderNameOfTheCache() {
    EngineReading reading = page.read("vllm:gpu_cache_usage_perc 1\n", 0, 9);
    assertThat(reading.samples())
        .containsExactly(new Value("kv_cache_utilisation", "ppm", 1_000_000));
  }

  @Test
  void aCounterThatFellSaysThatTheEngineStartedAnew() {
    String counter = "vllm:num_preemptions_total ";
    assertThat(page.read(counter + 5, 0, 100).startedAtMicros()).isEqualTo(100);
    assertThat(page.read(counter + 9, 0, 200).startedAtMicros()).isEqualTo(100);
    assertThat(page.read(counter + 2, 0, 300).startedAtMicros()).isEqualTo(300);
    assertThat(page.read(counter + 2, 0, 400).startedAtMicros()).isEqualTo(300);
  }

  @Test
  void aStartInTheFutureIsNotBelieved() {
    String text = "process_start_time_seconds 50\nvllm:num_preemptions_total 1\n";
    assertThat(page.read(text, 0, 49_000_000).startedAtMicros()).isEqualTo(49_000_000);
    assertThat(page.read(text, 0, 51_000_000).startedAtMicros()).isEqualTo(50_000_000);
  }

  @Test
  void anEmptyPageIsAnEmptyReading() {
    EngineReading reading = page.read("", 0, 1);
    assertThat(reading.counters()).isEmpty();
    assertThat(reading.samples()).isEmpty();
  }

  @Test
  void readsLabelsWithEscapesAndTimestamps() {
    List<MetricsText.Sample> samples = new ArrayList<>();
    int unreadable =
        MetricsText.read(
            """
            # a comment
            a{x="1",y="q\\"\\\\\\n",} 4 17
            a 5
            a\t6\t7
            a{ x = "1" , y = "}" } -Inf
            a{x="1" 4
            a{x=1} 4
            a{x="1"} four
            a 1 2 3
            b 7
            """,
            "a"::equals,
            samples::add);

    assertThat(unreadable).isEqualTo(4);
    assertThat(samples)
        .containsExactly(
            new MetricsText.Sample("a", Map.of("x", "1", "y", "q\"\\\n"), 4),
            new MetricsText.Sample("a", Map.of(), 5),
            new MetricsText.Sample("a", Map.of(), 6),
            new MetricsText.Sample("a", Map.of("x", "1", "y", "}"), Double.NEGATIVE_INFINITY));
  }
}
