package io.tokenpace.aggregation.slice;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.aggregation.config.Goodput;
import io.tokenpace.aggregation.config.LabelMatch;
import io.tokenpace.aggregation.config.PipelineConfig;
import io.tokenpace.aggregation.config.Run;
import io.tokenpace.aggregation.config.SloClause;
import io.tokenpace.aggregation.config.SloPolicy;
import io.tokenpace.aggregation.slice.NodeFolder.Verdict;
import io.tokenpace.aggregation.testing.Event;
import io.tokenpace.aggregation.testing.ReportCutter;
import io.tokenpace.aggregation.testing.Request;
import io.tokenpace.aggregation.testing.RequestBuilder;
import io.tokenpace.aggregation.testing.SentReport;
import io.tokenpace.aggregation.testing.TestNode;
import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.MetricGroup;
import io.tokenpace.schemas.metrics.MetricSet;
import io.tokenpace.schemas.wire.Vantage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Requests whose end nobody saw: slices of 10 s, 60 s of lateness, a lease of 30 s, ttft 1 s. */
class UnseenEndsTest {
  private static final long T0_MILLIS = 1_760_000_000_000L;
  private static final long T0 = T0_MILLIS * 1_000;
  private static final long SECOND = 1_000_000;
  private static final String LLAMA = "{\"model\":\"llama\"}";
  private static final String QWEN = "{\"model\":\"qwen\"}";
  private static final PipelineConfig CONFIG =
      new PipelineConfig(
          10_000,
          PipelineConfig.DEFAULT.windows(),
          30_000,
          60_000,
          PipelineConfig.DEFAULT.rollups(),
          PipelineConfig.DEFAULT.bounds(),
          PipelineConfig.DEFAULT.views(),
          new Goodput(
              List.of(
                  new SloPolicy(
                      LabelMatch.ANY,
                      SloPolicy.Type.INTERACTIVE,
                      Map.of(SloClause.TTFT, SECOND),
                      950_000,
                      86_400_000,
                      0)),
              100),
          List.of());

  /** In flight since 2 s, with five tokens from 2.3 s on. */
  private static final Request STREAMING =
      new RequestBuilder(1, T0 + 2 * SECOND).chunk(300_000, 2).chunk(400_000, 3).build();

  /** In flight since 3 s, without output. */
  private static final Request WAITING =
      new RequestBuilder(2, T0 + 3 * SECOND).model("qwen").build();

  private final TestNode node = new TestNode(CONFIG, Run.live("live", T0));
  private final ReportCutter boot = TestNode.boot(1);

  private static SentReport report(ReportCutter boot, double atSecond, Request... requests) {
    long base = T0 + (long) (atSecond * SECOND);
    return TestNode.report(boot, base, base + 199_999, requests);
  }

  private static SentReport list(
      ReportCutter boot, double atSecond, List<Event> events, Map<Request, Long> listed) {
    long base = T0 + (long) (atSecond * SECOND);
    return boot.report(base, base + 199_999, events, listed);
  }

  private MetricSet fleet(long sliceSinceT0Millis) {
    return node.partials().sum("fleet", "{}", T0_MILLIS + sliceSinceT0Millis);
  }

  private MetricSet model(String labels, long sliceSinceT0Millis) {
    return node.partials().sum("model", labels, T0_MILLIS + sliceSinceT0Millis);
  }

  private static void assertCounts(MetricSet metrics, Map<Counter, Integer> expected) {
    for (Counter counter :
        List.of(
            Counter.REQUESTS_ENDED,
            Counter.REQUESTS_LOST,
            Counter.REQUESTS_UNKNOWN,
            Counter.REQUESTS_IN_FLIGHT_AT_END,
            Counter.REQUESTS_COMPLETED,
            Counter.LOST_TOKENS,
            Counter.ENDED_OUTPUT_TOKENS,
            Counter.TTFT_INFINITE,
            Counter.E2E_INFINITE,
            Counter.TTFT_NO_OUTPUT,
            Counter.SLO_TTFT_MET,
            Counter.SLO_TTFT_MISSED,
            Counter.NODES_SILENT)) {
      assertThat(metrics.get(counter))
          .as("%s", counter)
          .isEqualTo(expected.getOrDefault(counter, 0).longValue());
    }
  }

  @Test
  void aBootThatFallsSilentLosesWhatItHadInFlightAtTheEndOfItsLease() {
    node.offer(report(boot, 4, STREAMING, WAITING));

    // 4.199999 s and 30 s
    node.advance(T0_MILLIS + 34_199);
    assertThat(node.partials().sum("fleet", "{}", T0_MILLIS + 30_000).get(Counter.REQUESTS_LOST))
        .isZero();
    node.advance(T0_MILLIS + 39_999);

    assertCounts(
        fleet(30_000),
        Map.of(
            Counter.REQUESTS_ENDED, 2,
            Counter.REQUESTS_LOST, 2,
            Counter.LOST_TOKENS, 5,
            Counter.ENDED_OUTPUT_TOKENS, 5,
            Counter.TTFT_INFINITE, 1,
            Counter.E2E_INFINITE, 2,
            Counter.TTFT_NO_OUTPUT, 1,
            Counter.SLO_TTFT_MET, 1,
            Counter.SLO_TTFT_MISSED, 1,
            Counter.NODES_SILENT, 1));
    assertThat(fleet(30_000).get(Counter.ENDED_WORK)).isEqualTo(5_000);
    assertThat(fleet(30_000).get(Counter.FOLDED)).isZero();
    assertCounts(
        model(QWEN, 30_000),
        Map.of(
            Counter.REQUESTS_ENDED, 1,
            Counter.REQUESTS_LOST, 1,
            Counter.TTFT_INFINITE, 1,
            Counter.E2E_INFINITE, 1,
            Counter.TTFT_NO_OUTPUT, 1,
            Counter.SLO_TTFT_MISSED, 1,
            Counter.NODES_SILENT, 1));
  }

  @Test
  void whatWasLostIsTakenBackWhenTheBootReportsAgainInTime() {
    node.offer(report(boot, 4, STREAMING, WAITING));
    node.advance(T0_MILLIS + 50_000);
    assertThat(fleet(30_000).get(Counter.REQUESTS_LOST)).isEqualTo(2);

    node.offer(report(boot, 45));

    assertCounts(fleet(30_000), Map.of());
    assertCounts(model(LLAMA, 30_000), Map.of());
    assertThat(fleet(30_000).get(Counter.ENDED_WORK)).isZero();

    // and is lost again at the end of the new lease, 75.199999 s
    node.advance(T0_MILLIS + 80_000);
    assertThat(fleet(70_000).get(Counter.REQUESTS_LOST)).isEqualTo(2);
    assertThat(fleet(70_000).get(Counter.NODES_SILENT)).isEqualTo(1);
  }

  @Test
  void aBootWithNothingInFlightFallsSilentToo() {
    node.offer(report(boot, 4));
    node.advance(T0_MILLIS + 39_999);

    assertCounts(fleet(30_000), Map.of(Counter.NODES_SILENT, 1));
    assertThat(model(LLAMA, 30_000).knows(MetricGroup.CORE)).isFalse();
  }

  @Test
  void aBootThatSaysItIsOverIsNeverSilentAndWhatItLeftIsUnknown() {
    node.offer(report(boot, 4, STREAMING));
    node.offer(boot.report(T0 + 5 * SECOND, T0 + 5 * SECOND + 1, List.of(), true));
    node.advance(T0_MILLIS + 70_000);

    assertCounts(
        fleet(0),
        Map.of(Counter.REQUESTS_ENDED, 1, Counter.REQUESTS_UNKNOWN, 1, Counter.SLO_TTFT_MET, 1));
    assertCounts(fleet(30_000), Map.of());
  }

  @Test
  void aRequestThatANewerListLacksEndsUnknownAndIsTakenBackWhenItsEndComes() {
    Request completed =
        new RequestBuilder(2, T0 + 3 * SECOND).model("qwen").completed(9 * SECOND).build();
    node.offer(report(boot, 4, STREAMING, WAITING));
    node.offer(list(boot, 6, List.of(), Map.of(STREAMING, 5L, WAITING, 0L)));
    node.offer(list(boot, 9, List.of(), Map.of(STREAMING, 5L)));
    node.advance(T0_MILLIS + 9_999);
    assertCounts(
        fleet(0),
        Map.of(Counter.REQUESTS_ENDED, 1, Counter.REQUESTS_UNKNOWN, 1, Counter.TTFT_NO_OUTPUT, 1));

    node.offer(
        boot.report(
            T0 + 12 * SECOND,
            T0 + 12 * SECOND + 1,
            List.of(new Event(Event.Type.ENDED, T0 + 12 * SECOND, completed, -1))));
    node.advance(T0_MILLIS + 19_999);

    assertCounts(fleet(0), Map.of());
    assertThat(fleet(10_000).get(Counter.REQUESTS_COMPLETED)).isEqualTo(1);
    assertThat(fleet(10_000).get(Counter.REQUESTS_ENDED)).isEqualTo(1);
  }

  @Test
  void aRequestThatEndsInTheReportWhoseListLacksItIsNotUnknown() {
    Request completed = new RequestBuilder(3, T0 + SECOND).chunk(5, 1).completed(SECOND).build();
    node.offer(list(boot, 4, ReportCutter.events(List.of(completed)), Map.of()));
    node.advance(T0_MILLIS + 9_999);

    assertThat(fleet(0).get(Counter.REQUESTS_UNKNOWN)).isZero();
    assertThat(fleet(0).get(Counter.REQUESTS_COMPLETED)).isEqualTo(1);
  }

  @Test
  void aRequestWhoseStartWasLostEndsOnceAListShowedIt() {
    node.offer(list(boot, 4, List.of(), Map.of(STREAMING, 17L)));
    node.advance(T0_MILLIS + 39_999);

    assertThat(fleet(0).get(Counter.REQUESTS_STARTED)).isZero();
    assertCounts(
        fleet(30_000),
        Map.of(
            Counter.REQUESTS_ENDED, 1,
            Counter.REQUESTS_LOST, 1,
            Counter.LOST_TOKENS, 17,
            Counter.ENDED_OUTPUT_TOKENS, 17,
            Counter.E2E_INFINITE, 1,
            Counter.NODES_SILENT, 1));
  }

  @Test
  void aListSaysHowManyWaitAndHowLong() {
    Request another = new RequestBuilder(3, T0 + SECOND).build();
    node.offer(list(boot, 4, List.of(), Map.of(STREAMING, 5L, WAITING, 0L, another, 0L)));
    node.offer(list(boot, 6, List.of(), Map.of(WAITING, 0L)));
    node.offer(list(boot, 12, List.of(), Map.of()));
    node.advance(T0_MILLIS + 19_999);

    assertThat(fleet(0).get(Counter.AWAITING_FIRST_TOKEN_MAX)).isEqualTo(2);
    // at 4.199999 s since 1 s; at 6.199999 s since 3 s
    assertThat(fleet(0).get(Counter.OLDEST_WAIT_MICROS)).isEqualTo(3_199_999);
    assertThat(model(LLAMA, 0).get(Counter.AWAITING_FIRST_TOKEN_MAX)).isEqualTo(1);
    assertThat(model(QWEN, 0).get(Counter.AWAITING_FIRST_TOKEN_MAX)).isEqualTo(1);
    assertThat(model(QWEN, 0).get(Counter.OLDEST_WAIT_MICROS)).isEqualTo(3_199_999);
    assertThat(fleet(10_000).knows(MetricGroup.IN_FLIGHT)).isTrue();
    assertThat(fleet(10_000).get(Counter.AWAITING_FIRST_TOKEN_MAX)).isZero();
  }

  @Test
  void withoutAListNobodyKnowsHowManyWait() {
    node.offer(report(boot, 4, WAITING));
    node.advance(T0_MILLIS + 9_999);

    assertThat(fleet(0).knows(MetricGroup.IN_FLIGHT)).isFalse();
  }

  @Test
  void aLiveRunThatHasAnEndLosesNothingAfterItAndTakesNoLaterReport() {
    TestNode until = new TestNode(CONFIG, Run.liveUntil("until", T0, T0 + 35 * SECOND));
    ReportCutter killed = TestNode.boot(1);
    ReportCutter serving = TestNode.boot(2);
    until.offer(report(killed, 4, WAITING));
    until.offer(report(serving, 34, STREAMING));
    assertThat(until.offer(report(serving, 35))).isEqualTo(Verdict.AFTER_RUN);
    until.advance(Long.MAX_VALUE);

    MetricSet last = until.partials().sum("fleet", "{}", T0_MILLIS + 30_000);
    assertThat(last.get(Counter.REQUESTS_LOST)).isEqualTo(1);
    assertThat(last.get(Counter.REQUESTS_ENDED)).isEqualTo(1);
    assertThat(last.get(Counter.REQUESTS_IN_FLIGHT_AT_END)).isEqualTo(1);
    assertThat(last.get(Counter.NODES_SILENT)).isEqualTo(1);
    assertThat(until.partials().given())
        .noneMatch(partial -> partial.sliceStartMillis() > T0_MILLIS + 30_000);
    assertThat(until.state().isEmpty()).isTrue();
  }

  @Test
  void aBoundedRunEndsUnseenRequestsWhenItIsOver() {
    Run run = new Run("bounded", false, T0, T0 + 60 * SECOND, Vantage.ENGINE);
    TestNode bounded = new TestNode(CONFIG, run);
    bounded.offer(report(boot, 4, WAITING));
    bounded.advance(T0_MILLIS + 59_999);
    assertThat(bounded.partials().given())
        .noneMatch(partial -> partial.metrics().get(Counter.REQUESTS_LOST) != 0);

    bounded.advance(Long.MAX_VALUE);

    MetricSet slice = bounded.partials().sum("fleet", "{}", T0_MILLIS + 30_000);
    assertThat(slice.get(Counter.REQUESTS_LOST)).isEqualTo(1);
    assertThat(bounded.state().isEmpty()).isTrue();
  }
}
