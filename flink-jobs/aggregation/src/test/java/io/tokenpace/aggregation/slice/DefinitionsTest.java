package io.tokenpace.aggregation.slice;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.aggregation.config.PipelineConfig;
import io.tokenpace.aggregation.config.Run;
import io.tokenpace.aggregation.config.View;
import io.tokenpace.aggregation.testing.Request;
import io.tokenpace.aggregation.testing.RequestBuilder;
import io.tokenpace.aggregation.testing.TestNode;
import io.tokenpace.schemas.histogram.Histogram;
import io.tokenpace.schemas.histogram.HistogramLayout;
import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.Latency;
import io.tokenpace.schemas.metrics.MetricSet;
import io.tokenpace.schemas.metrics.Outcome;
import io.tokenpace.schemas.wire.EndCause;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Vectors of the metric dictionary, worked by hand: events in, numbers out. */
class DefinitionsTest {
  private static final long T0 = 1_760_000_000_000_000L;

  private static MetricSet fold(Request... requests) {
    TestNode node =
        new TestNode(PipelineConfig.DEFAULT.withView(View.VLLM_BENCH), Run.live("hand", T0));
    node.offer(TestNode.report(TestNode.boot(1), T0, T0 + 200_000, requests));
    node.advance(Long.MAX_VALUE);
    MetricSet all = new MetricSet();
    for (SlicePartial partial : node.partials().given()) {
      if (partial.key().rollup().equals("fleet")) {
        all.merge(partial.metrics());
      }
    }
    return all;
  }

  private static RequestBuilder request() {
    return new RequestBuilder(7, T0);
  }

  private static List<Long> parts(MetricSet metrics, Latency latency) {
    Histogram histogram = Objects.requireNonNull(metrics.latency(latency), latency.name());
    return List.of(
        histogram.count(), histogram.sum(), histogram.minMicros(), histogram.maxMicros());
  }

  @Test
  void aStreamedAnswerIsMeasuredChunkByChunk() {
    // accepted 0, chunks of 1, 3, 1 tokens at 250 ms, 250.010 ms, 251 ms
    MetricSet row =
        fold(
            request()
                .upload(42)
                .usage(100, 5)
                .chunk(250_000, 1)
                .chunk(250_010, 3)
                .chunk(251_000, 1)
                .completed(260_000)
                .build());

    assertThat(parts(row, Latency.UPLOAD_TIME)).containsExactly(1L, 42L, 42L, 42L);
    assertThat(parts(row, Latency.TTFT)).containsExactly(1L, 250_000L, 250_000L, 250_000L);
    assertThat(parts(row, Latency.TTFO)).containsExactly(1L, 250_000L, 250_000L, 250_000L);
    assertThat(parts(row, Latency.ICL)).containsExactly(2L, 1_000L, 10L, 990L);
    // 10 µs over 3 tokens: three observations of 3, the sum gets all 10
    assertThat(parts(row, Latency.ITL)).containsExactly(4L, 1_000L, 3L, 990L);
    // (251,000 − 250,000) ÷ (5 − 1) = 250 µs
    assertThat(parts(row, Latency.TPOT)).containsExactly(1L, 250_000L, 250L, 250L);
    assertThat(parts(row, Latency.E2E)).containsExactly(1L, 251_000L, 251_000L, 251_000L);
    assertThat(row.get(Counter.OUTPUT_CHUNKS)).isEqualTo(3);
    assertThat(row.get(Counter.OUTPUT_TOKENS)).isEqualTo(5);
    assertThat(row.get(Counter.UNPLACED_TOKENS)).isZero();
    assertThat(row.get(Counter.INPUT_TOKENS)).isEqualTo(100);
    assertThat(row.get(Counter.TTFT_ACCEPTABLE)).isEqualTo(1);
    assertThat(row.get(Counter.TPOT_EXCELLENT)).isEqualTo(1);
    assertThat(row.get(Counter.E2E_CHAT_FASTER)).isEqualTo(1);
    assertThat(row.get(Counter.SMOOTH_TOKENS)).isEqualTo(4);
  }

  @ParameterizedTest(name = "{0} µs over {1} tokens: {2} ns, {3} µs")
  @CsvSource({
    "100000, 3, 33333333, 33333", // 33,333,333.3 ns
    "200000, 3, 66666667, 66667", // 66,666,666.7 ns
    "5, 2, 2500, 3", // 2.5 µs: half up
    "1, 16, 63, 0", // 62.5 ns: half up
    "0, 4, 0, 0"
  })
  void tpotIsSummedInNanosecondsHalfUp(long generation, int tokens, long nanos, long micros) {
    MetricSet row =
        fold(
            request()
                .chunk(100, 2)
                .chunk(100 + generation, tokens)
                .completed(100 + generation)
                .build());

    assertThat(parts(row, Latency.TPOT)).containsExactly(1L, nanos, micros, micros);
  }

  @Test
  void endToEndIsFirstTokenPlusTimePerTokenForEveryTokenAfterTheFirstChunk() {
    for (long seed = 1; seed <= 200; seed++) {
      long first = 1_000 + seed * 37;
      long generation = 10_000 + seed * seed * 13;
      int after = (int) (1 + seed % 17);
      MetricSet row =
          fold(
              request()
                  .chunk(first, 3)
                  .chunk(first + generation, after)
                  .completed(first + generation)
                  .build());

      long ttft = parts(row, Latency.TTFT).get(1);
      double tpotMicros = parts(row, Latency.TPOT).get(1) / 1_000.0;
      double e2e = parts(row, Latency.E2E).get(1);
      assertThat(Math.abs(e2e - (ttft + tpotMicros * after)))
          .as("first %d, then %d µs for %d tokens", first, generation, after)
          .isLessThanOrEqualTo(after);
    }
  }

  @ParameterizedTest(name = "a gap of {0} µs to a chunk of {1} tokens")
  @CsvSource({
    "0, 1, 1, 0, 1",
    "99999, 1, 1, 0, 0",
    "100000, 1, 0, 0, 0",
    "150000, 1, 0, 0, 0",
    "150001, 1, 0, 1, 0",
    "199999, 2, 2, 1, 0", // each of the two took 99,999.5 µs
    "200000, 2, 0, 1, 0"
  })
  void smoothIsBelowItsBoundAndStutterAboveIt(
      long gap, int tokens, long smooth, long stuttered, long coalesced) {
    MetricSet row =
        fold(request().chunk(10, 1).chunk(10 + gap, tokens).completed(10 + gap).build());

    assertThat(row.get(Counter.SMOOTH_TOKENS)).isEqualTo(smooth);
    assertThat(row.get(Counter.STUTTERED_CHUNKS)).isEqualTo(stuttered);
    assertThat(row.get(Counter.COALESCED_CHUNKS)).isEqualTo(coalesced);
  }

  @Test
  void theFirstAnswerAfterReasoningIsTheFirstOutput() {
    MetricSet row =
        fold(
            request()
                .chunk(0, 100, 1, true)
                .chunk(0, 200, 1, true)
                .chunk(0, 300, 1, false)
                .chunk(0, 400, 1, true)
                .chunk(0, 500, 1, false)
                .completed(600)
                .build());

    assertThat(parts(row, Latency.TTFT)).containsExactly(1L, 100L, 100L, 100L);
    assertThat(parts(row, Latency.TTFO)).containsExactly(1L, 300L, 300L, 300L);
  }

  @Test
  void choicesHaveGapsOfTheirOwnAndOneFirstTokenAndNoTpot() {
    MetricSet row =
        fold(
            request()
                .choices(2)
                .chunk(1, 100, 1, false)
                .chunk(0, 150, 1, false)
                .chunk(1, 200, 1, false)
                .chunk(0, 450, 1, false)
                .completed(500)
                .build());

    assertThat(parts(row, Latency.TTFT)).containsExactly(1L, 100L, 100L, 100L);
    assertThat(parts(row, Latency.ICL)).containsExactly(2L, 400L, 100L, 300L);
    assertThat(parts(row, Latency.E2E)).containsExactly(1L, 450L, 450L, 450L);
    assertThat(row.latency(Latency.TPOT)).isNull();
    assertThat(row.get(Counter.TPOT_MULTIPLE_CHOICES)).isEqualTo(1);
  }

  @Test
  void anAnswerThatIsNotStreamedHasAnEndAndTokensButNoFirstToken() {
    MetricSet row = fold(request().whole().usage(9, 30).completed(3_000_000).build());

    assertThat(parts(row, Latency.E2E)).containsExactly(1L, 3_000_000L, 3_000_000L, 3_000_000L);
    assertThat(row.latency(Latency.TTFT)).isNull();
    assertThat(row.get(Counter.TTFT_NOT_STREAMED)).isEqualTo(1);
    assertThat(row.get(Counter.TPOT_NOT_STREAMED)).isEqualTo(1);
    assertThat(row.get(Counter.UNPLACED_TOKENS)).isEqualTo(30);
    assertThat(row.get(Counter.OUTPUT_TOKENS)).isEqualTo(30);
    assertThat(row.get(Counter.E2E_CHAT_TYPICAL)).isEqualTo(1);
  }

  @Test
  void oneChunkGivesNoTpotUnlessTheUsageKnowsOfMoreTokens() {
    Request one = request().chunk(10, 4).completed(20).build();
    Request more = request().usage(1, 6).chunk(10, 4).completed(20).build();

    assertThat(fold(one).get(Counter.TPOT_ONE_TOKEN)).isEqualTo(1);
    assertThat(fold(more).get(Counter.TPOT_ONE_TOKEN)).isZero();
    assertThat(fold(more).get(Counter.UNPLACED_TOKENS)).isEqualTo(2);
  }

  @Test
  void aUsageBelowWhatWasCountedTakesTokensBack() {
    MetricSet row = fold(request().usage(1, 3).chunk(10, 5).completed(20).build());

    assertThat(row.get(Counter.UNPLACED_TOKENS)).isEqualTo(-2);
    assertThat(row.get(Counter.OUTPUT_TOKENS)).isEqualTo(3);
  }

  @Test
  void whatTimesOutWithoutOutputIsInfinitelyLate() {
    MetricSet without =
        fold(request().ended(5, Outcome.TIMED_OUT, EndCause.AGENT_DEADLINE, -1, -1).build());
    MetricSet with =
        fold(
            request()
                .chunk(3, 1)
                .ended(5, Outcome.TIMED_OUT, EndCause.AGENT_DEADLINE, 200, -1)
                .build());

    assertThat(without.get(Counter.TTFT_INFINITE)).isEqualTo(1);
    assertThat(without.get(Counter.E2E_INFINITE)).isEqualTo(1);
    assertThat(without.get(Counter.TTFT_NO_OUTPUT)).isEqualTo(1);
    assertThat(with.get(Counter.TTFT_INFINITE)).isZero();
    assertThat(with.get(Counter.E2E_INFINITE)).isEqualTo(1);
    assertThat(with.latency(Latency.E2E)).isNull();
    assertThat(parts(with, Latency.TTFT)).containsExactly(1L, 3L, 3L, 3L);
  }

  @ParameterizedTest(name = "{0} tokens in {1} µs: {2}")
  @CsvSource({
    "223, 1999999, E2E_CHAT_FASTER",
    "223, 2000000, E2E_CHAT_TYPICAL",
    "223, 8000000, E2E_CHAT_TYPICAL",
    "223, 8000001, E2E_CHAT_SLOWER",
    "224, 7999999, E2E_CODE_FASTER",
    "999, 8000000, E2E_CODE_TYPICAL",
    "999, 30000000, E2E_CODE_TYPICAL",
    "999, 30000001, E2E_CODE_SLOWER",
    "1000, 29999999, E2E_DOCUMENT_FASTER",
    "1000, 120000000, E2E_DOCUMENT_TYPICAL",
    "1000, 120000001, E2E_DOCUMENT_SLOWER"
  })
  void bothBoundsOfAnExpectationAreTypical(long tokens, long micros, Counter expected) {
    MetricSet row = fold(request().whole().usage(1, tokens).completed(micros).build());

    assertThat(row.get(expected)).isEqualTo(1);
  }

  @Test
  void whatIsBeyondTheHistogramIsCountedAtItsEnd() {
    long beyond = HistogramLayout.MAX_VALUE_MICROS + 1;
    MetricSet row = fold(request().chunk(beyond, 1).build());

    assertThat(row.get(Counter.CLAMPED_OBSERVATIONS)).isEqualTo(2); // ttft and ttfo
    assertThat(parts(row, Latency.TTFT).get(3)).isEqualTo(HistogramLayout.MAX_VALUE_MICROS);
  }

  @Test
  void theBenchViewTakesTheRoleChunkForTheFirstToken() {
    MetricSet row =
        fold(
            request()
                .usage(11, 4)
                .role(90)
                .chunk(100, 1)
                .chunk(130, 1)
                .chunk(190, 2)
                .completed(200)
                .build());

    assertThat(row.get(Counter.VLLM_BENCH_COMPLETED)).isEqualTo(1);
    assertThat(row.get(Counter.VLLM_BENCH_TOTAL_INPUT_TOKENS)).isEqualTo(11);
    assertThat(row.get(Counter.VLLM_BENCH_TOTAL_OUTPUT_TOKENS)).isEqualTo(4);
    assertThat(parts(row, Latency.VLLM_BENCH_TTFT)).containsExactly(1L, 90L, 90L, 90L);
    assertThat(parts(row, Latency.VLLM_BENCH_ITL)).containsExactly(3L, 100L, 10L, 60L);
    // 100 µs ÷ (4 − 1) = 33,333.3 ns
    assertThat(parts(row, Latency.VLLM_BENCH_TPOT)).containsExactly(1L, 33_333L, 33L, 33L);
  }

  @Test
  void theBenchViewCountsNoGapOfAFailedRequest() {
    MetricSet row =
        fold(
            request()
                .chunk(100, 1)
                .chunk(130, 1)
                .ended(140, Outcome.FAILED, EndCause.TRUNCATED, 200, -1)
                .build());

    assertThat(row.get(Counter.VLLM_BENCH_FAILED)).isEqualTo(1);
    assertThat(row.latency(Latency.VLLM_BENCH_TTFT)).isNull();
    assertThat(row.latency(Latency.VLLM_BENCH_ITL)).isNull();
    assertThat(parts(row, Latency.ICL)).containsExactly(1L, 30L, 30L, 30L);
  }
}
