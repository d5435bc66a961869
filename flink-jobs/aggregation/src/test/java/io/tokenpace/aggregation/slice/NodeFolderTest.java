package io.tokenpace.aggregation.slice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokenpace.aggregation.config.Goodput;
import io.tokenpace.aggregation.config.PipelineConfig;
import io.tokenpace.aggregation.config.Run;
import io.tokenpace.aggregation.slice.NodeFolder.Verdict;
import io.tokenpace.aggregation.testing.Partials;
import io.tokenpace.aggregation.testing.ReportCutter;
import io.tokenpace.aggregation.testing.Request;
import io.tokenpace.aggregation.testing.RequestBuilder;
import io.tokenpace.aggregation.testing.SentReport;
import io.tokenpace.aggregation.testing.TestNode;
import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.MetricSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** One node, slices of 10 s, 60 s of allowed lateness, a lease of 30 s. */
class NodeFolderTest {
  private static final long T0_MILLIS = 1_760_000_000_000L;
  private static final long T0 = T0_MILLIS * 1_000;
  private static final long SECOND = 1_000_000;
  private static final PipelineConfig CONFIG =
      new PipelineConfig(
          10_000,
          PipelineConfig.DEFAULT.windows(),
          30_000,
          60_000,
          PipelineConfig.DEFAULT.rollups(),
          PipelineConfig.DEFAULT.bounds(),
          PipelineConfig.DEFAULT.views(),
          Goodput.DEFAULT,
          List.of());
  private static final Run LIVE = Run.live("live", T0);
  private static final String LLAMA = "{\"model\":\"llama\"}";
  private static final String QWEN = "{\"model\":\"qwen\"}";

  private final TestNode node = new TestNode(CONFIG, LIVE);
  private final ReportCutter boot = TestNode.boot(1);

  private static Request started(String model, long sinceT0Micros) {
    return new RequestBuilder(sinceT0Micros, T0 + sinceT0Micros).model(model).build();
  }

  private SentReport report(long baseSinceT0Micros, Request... requests) {
    return TestNode.report(
        boot, T0 + baseSinceT0Micros, T0 + baseSinceT0Micros + 199_999, requests);
  }

  private MetricSet model(String labels, long sliceSinceT0Millis) {
    return node.partials().sum("model", labels, T0_MILLIS + sliceSinceT0Millis);
  }

  private static void assertCovered(MetricSet metrics, long received, long missing, long folded) {
    assertThat(
            List.of(
                metrics.get(Counter.REPORTS_RECEIVED),
                metrics.get(Counter.REPORTS_MISSING),
                metrics.get(Counter.FOLDED)))
        .as("received, missing, folded")
        .containsExactly(received, missing, folded);
  }

  @Test
  void aReportCountsOnce() {
    SentReport report = report(0, started("llama", 5));

    assertThat(node.offer(report)).isEqualTo(Verdict.FOLDED);
    assertThat(node.offer(report)).isEqualTo(Verdict.DUPLICATE);
    node.advance(T0_MILLIS + 9_999);
    assertThat(node.offer(report)).isEqualTo(Verdict.DUPLICATE);
    assertThat(model(LLAMA, 0).get(Counter.REQUESTS_STARTED)).isEqualTo(1);
  }

  @Test
  void anotherVantageIsNotCountedAndLeavesNothing() {
    TestNode edge = new TestNode(CONFIG, Run.bounded("edge", T0, T0 + SECOND));

    assertThat(edge.offer(report(0, started("llama", 5)))).isEqualTo(Verdict.OTHER_VANTAGE);
    assertThat(edge.state().isEmpty()).isTrue();
    assertThat(edge.partials().waits()).isFalse();
  }

  @Test
  void aSliceIsGivenAwayWhenItsLastMillisecondHasPassedAndNotBefore() {
    node.offer(report(0, started("llama", 9_999_999)));

    node.advance(T0_MILLIS + 9_998);
    assertThat(node.partials().given()).isEmpty();
    node.advance(T0_MILLIS + 9_999);
    assertThat(node.partials().given())
        .extracting(partial -> partial.key().rollup())
        .containsExactlyInAnyOrder(
            "fleet", "model", "node", "region", "tenant", "model_tenant", "gpu_type");
  }

  @Test
  void whatComesAfterASliceIsGivenAwayAtOnceAndOnlyThat() {
    node.offer(report(0, started("llama", 5)));
    node.advance(T0_MILLIS + 9_999);
    int before = node.partials().given().size();

    node.offer(report(SECOND, started("llama", SECOND)));

    assertThat(node.partials().given().subList(before, before + 3))
        .allSatisfy(
            partial -> {
              assertThat(partial.metrics().get(Counter.REQUESTS_STARTED)).isEqualTo(1);
              assertCovered(partial.metrics(), 1, 0, 1);
            });
    assertCovered(model(LLAMA, 0), 2, 0, 2);
  }

  @Test
  void aReportIsTooLateFromTheMomentTheLatenessIsOver() {
    SentReport inTime = report(9 * SECOND, started("llama", 9 * SECOND));
    SentReport late = report(9 * SECOND + 200_000, started("llama", 9 * SECOND + 200_000));

    node.advance(T0_MILLIS + 69_999);
    assertThat(node.offer(inTime)).isEqualTo(Verdict.FOLDED);
    node.advance(T0_MILLIS + 70_000);
    assertThat(node.offer(late)).isEqualTo(Verdict.LATE);
    assertThat(node.offer(late)).isEqualTo(Verdict.DUPLICATE);
    assertThat(model(LLAMA, 0).get(Counter.REQUESTS_STARTED)).isEqualTo(1);
  }

  @Test
  void aKeyHearsOfReportsUntilTheSliceIsClosed() {
    node.offer(report(0, started("llama", 5)));
    // the slice that is due at that moment wakes the node
    node.offer(report(60 * SECOND));
    node.advance(T0_MILLIS + 69_999);

    assertThat(node.offer(report(SECOND, started("qwen", SECOND)))).isEqualTo(Verdict.FOLDED);

    assertCovered(model(LLAMA, 0), 2, 0, 2);
    assertCovered(model(QWEN, 0), 2, 0, 2);
  }

  @Test
  void aKeyFedForTheFirstTimeLaterIsToldOfAllReportsOfTheSlice() {
    node.offer(report(0, started("llama", 5)));
    node.offer(report(SECOND));
    node.advance(T0_MILLIS + 9_999);
    assertCovered(model(LLAMA, 0), 2, 0, 2);

    node.offer(report(2 * SECOND, started("qwen", 2 * SECOND)));

    assertCovered(model(LLAMA, 0), 3, 0, 3);
    assertCovered(model(QWEN, 0), 3, 0, 3);
  }

  @Test
  void aGapIsMissingInTheSliceThatShowsItAndTakenBackWhenItComes() {
    SentReport first = report(0, started("llama", 5));
    SentReport second = report(5 * SECOND, started("llama", 5 * SECOND));
    SentReport third = report(12 * SECOND, started("llama", 12 * SECOND));
    node.offer(first);
    node.offer(third);
    node.advance(T0_MILLIS + 19_999);
    assertCovered(model(LLAMA, 0), 1, 0, 1);
    assertCovered(model(LLAMA, 10_000), 1, 1, 1);

    node.offer(second);

    assertCovered(model(LLAMA, 0), 2, 0, 2);
    assertCovered(model(LLAMA, 10_000), 1, 0, 1);
  }

  @Test
  void aGapThatIsLateStaysMissing() {
    SentReport first = report(0, started("llama", 5));
    SentReport second = report(5 * SECOND, started("llama", 5 * SECOND));
    SentReport third = report(12 * SECOND, started("llama", 12 * SECOND));
    node.offer(first);
    node.offer(third);
    node.advance(T0_MILLIS + 70_000);

    assertThat(node.offer(second)).isEqualTo(Verdict.LATE);

    assertCovered(model(LLAMA, 10_000), 1, 1, 1);
  }

  @Test
  void aReportThatReachesIntoTheNextSliceIsFoldedInBothAndReceivedInItsOwn() {
    node.offer(report(9_900_000, started("llama", 9_950_000), started("qwen", 10_050_000)));
    node.advance(T0_MILLIS + 19_999);

    assertCovered(model(LLAMA, 0), 1, 0, 1);
    assertCovered(model(QWEN, 10_000), 0, 0, 1);
    assertCovered(node.partials().sum("fleet", "{}", T0_MILLIS), 1, 0, 1);
    assertCovered(node.partials().sum("fleet", "{}", T0_MILLIS + 10_000), 0, 0, 1);
  }

  @Test
  void aChunkAtTheMomentASliceEndsIsInTheNext() {
    Request request =
        new RequestBuilder(0, T0)
            .chunk(9_999_998, 1)
            .chunk(9_999_999, 2)
            .chunk(10_000_000, 4)
            .chunk(10_000_001, 8)
            .build();
    node.offer(report(9_900_000, request));
    node.advance(T0_MILLIS + 19_999);

    assertThat(model(LLAMA, 0).get(Counter.OUTPUT_TOKENS)).isEqualTo(3);
    assertThat(model(LLAMA, 10_000).get(Counter.OUTPUT_TOKENS)).isEqualTo(12);
  }

  @Test
  void aNodeThatIsJustThereFeedsTheKeysOfNodesOnly() {
    node.offer(report(0));
    node.advance(T0_MILLIS + 9_999);

    assertCovered(node.partials().sum("fleet", "{}", T0_MILLIS), 1, 0, 1);
    assertCovered(node.partials().sum("node", "{\"node\":\"node-1\"}", T0_MILLIS), 1, 0, 1);
    assertThat(node.partials().given())
        .extracting(partial -> partial.key().rollup())
        .containsExactlyInAnyOrder("fleet", "node", "region", "gpu_type");
  }

  @Test
  void onceAllIsOverNothingIsKept() {
    node.offer(report(0, started("llama", 5)));
    node.offer(TestNode.report(TestNode.boot(2), T0 + 3 * SECOND, T0 + 4 * SECOND));
    node.advance(T0_MILLIS + 60_000);
    node.offer(report(59 * SECOND));

    // its last complete through, the lease, the lateness and a slice later
    node.advance(T0_MILLIS + 59_199 + 30_000 + 60_000 + 10_000 - 1);
    assertThat(node.state().isEmpty()).isFalse();
    node.advance(T0_MILLIS + 59_199 + 30_000 + 60_000 + 10_000);

    assertThat(node.state().isEmpty()).isTrue();
    assertThat(node.partials().waits()).isFalse();
  }

  @Test
  void aReportOfAForgottenBootIsLateNotNew() {
    SentReport old = report(0, started("llama", 5));
    node.offer(old);
    node.advance(T0_MILLIS + 1_000_000);
    assertThat(node.state().isEmpty()).isTrue();

    assertThat(node.offer(old)).isEqualTo(Verdict.LATE);

    // It is counted where event time stands, and then forgotten again.
    node.advance(T0_MILLIS + 1_000_000 + 10_000 + 60_000 - 1);
    assertThat(node.state().isEmpty()).isFalse();
    node.advance(T0_MILLIS + 1_000_000 + 10_000 + 60_000);
    assertThat(node.state().isEmpty()).isTrue();
    assertThat(node.partials().waits()).isFalse();
  }

  @Test
  void aReportThatIsLateIsCountedWhereEventTimeStandsForEveryKeyOfTheNode() {
    node.offer(report(0));
    node.offer(report(100 * SECOND, started("llama", 100 * SECOND)));
    node.advance(T0_MILLIS + 100_000);

    assertThat(node.offer(report(5 * SECOND))).isEqualTo(Verdict.LATE);
    assertThat(node.offer(report(6 * SECOND))).isEqualTo(Verdict.LATE);
    node.advance(T0_MILLIS + 200_000);

    for (String rollup : List.of("fleet", "model", "node", "region", "tenant", "gpu_type")) {
      long late =
          node.partials().given().stream()
              .filter(partial -> partial.key().rollup().equals(rollup))
              .filter(partial -> partial.sliceStartMillis() == T0_MILLIS + 100_000)
              .mapToLong(partial -> partial.metrics().get(Counter.LATE_REPORTS))
              .sum();
      assertThat(late).as(rollup).isEqualTo(2);
    }
  }

  @Test
  void aReportThatIsLateIsToldEvenWhereNoneOfItsNodeIsInTime() {
    node.offer(report(0));
    node.advance(T0_MILLIS + 85_000);

    assertThat(node.offer(report(5 * SECOND))).isEqualTo(Verdict.LATE);
    node.advance(T0_MILLIS + 200_000);

    assertThat(node.partials().sum("fleet", "{}", T0_MILLIS + 80_000).get(Counter.LATE_REPORTS))
        .isEqualTo(1);
    assertThat(node.partials().waits()).isFalse();
  }

  @Test
  void everyReportOfferedIsFoldedOrADuplicateOrLate() {
    Random random = new Random(5);
    List<SentReport> sent = new ArrayList<>();
    for (int number = 0; number < 600; number++) {
      sent.add(report(number * 500_000L, started("llama", number * 500_000L)));
    }
    int[] became = new int[Verdict.values().length];
    long watermark = T0_MILLIS;
    for (int offer = 0; offer < 2_000; offer++) {
      int position = Math.max(0, Math.min(599, offer * 600 / 2_000 - random.nextInt(200)));
      became[node.offer(sent.get(position)).ordinal()]++;
      watermark = Math.max(watermark, T0_MILLIS + offer * 150L - 2_000);
      node.advance(watermark);
    }
    node.advance(Long.MAX_VALUE);

    int folded = became[Verdict.FOLDED.ordinal()];
    int duplicate = became[Verdict.DUPLICATE.ordinal()];
    int late = became[Verdict.LATE.ordinal()];
    assertThat(folded + duplicate + late).isEqualTo(2_000);
    assertThat(List.of(folded, duplicate, late)).allMatch(count -> count > 20);
    long received = 0;
    long started = 0;
    for (SlicePartial partial : node.partials().given()) {
      if (partial.key().rollup().equals("fleet")) {
        received += partial.metrics().get(Counter.REPORTS_RECEIVED);
        started += partial.metrics().get(Counter.REQUESTS_STARTED);
      }
    }
    assertThat(received).isEqualTo(folded);
    assertThat(started).isEqualTo(folded);
  }

  @Test
  void bytesNobodyCheckedAreRefused() {
    NodeFolder folder = new NodeFolder(CONFIG, LIVE);

    assertThatThrownBy(
            () -> folder.offer(new GroupState(), new byte[] {1, 2, 3}, 0, new Partials()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(expected: a report checked before)");
  }
}
