package io.tokenpace.aggregation.slice;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.aggregation.config.Goodput;
import io.tokenpace.aggregation.config.GpuPrice;
import io.tokenpace.aggregation.config.PipelineConfig;
import io.tokenpace.aggregation.config.Run;
import io.tokenpace.aggregation.rollup.RollupKey;
import io.tokenpace.aggregation.testing.Event;
import io.tokenpace.aggregation.testing.FinalRows;
import io.tokenpace.aggregation.testing.MemoryJob;
import io.tokenpace.aggregation.testing.ReportCutter;
import io.tokenpace.aggregation.testing.Request;
import io.tokenpace.aggregation.testing.RequestBuilder;
import io.tokenpace.aggregation.testing.SentReport;
import io.tokenpace.aggregation.testing.TestNode;
import io.tokenpace.aggregation.window.WindowRow;
import io.tokenpace.schemas.codec.BootIdentity;
import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.MetricGroup;
import io.tokenpace.schemas.metrics.MetricSet;
import io.tokenpace.schemas.metrics.Outcome;
import io.tokenpace.schemas.wire.EndCause;
import io.tokenpace.schemas.wire.Gpu;
import io.tokenpace.schemas.wire.Vantage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What GPU time costs and who bears it, by hand: one node with one GPU at 3.6 $/h, 1 µ$ a ms. */
class CostFolderTest {
  private static final long T0 = 1_760_000_040_000_000L;
  private static final long SECOND = 1_000_000;
  private static final List<Gpu> GPU = List.of(new Gpu("GPU-1", "H100", "engine"));
  private static final long NANOS_PER_SECOND = 1_000_000;
  private static final PipelineConfig CONFIG =
      PipelineConfig.DEFAULT.with(
          Goodput.DEFAULT, List.of(new GpuPrice("H100", 3_600_000_000L, 0)));

  private static ReportCutter boot(long number) {
    return new ReportCutter(TestNode.LABELS, GPU, new BootIdentity(0, number), Vantage.EDGE);
  }

  private static SentReport heartbeat(ReportCutter boot, long second) {
    return TestNode.report(boot, T0 + second * SECOND, T0 + second * SECOND + 200_000);
  }

  private static Run run(long seconds) {
    return Run.bounded("cost", T0, T0 + seconds * SECOND);
  }

  private static List<WindowRow> rows(Run run, List<SentReport> reports, boolean moving) {
    MemoryJob job = new MemoryJob(CONFIG, run);
    long latest = 0;
    for (SentReport report : reports) {
      job.offer(report);
      latest = Math.max(latest, report.completeThroughMicros() / 1_000);
      if (moving) {
        job.advance(latest);
      }
    }
    job.advance(Long.MAX_VALUE);
    return job.rows();
  }

  /** The row of the first minute. */
  private static MetricSet minute(Run run, List<SentReport> reports) {
    return minute("fleet", "{}", run, reports);
  }

  private static MetricSet minute(String rollup, String labels, Run run, List<SentReport> reports) {
    return FinalRows.of(rows(run, reports, false), CONFIG, run).values().stream()
        .filter(row -> row.key().equals(new RollupKey(rollup, labels)))
        .filter(row -> row.endMillis() == T0 / 1_000 + 60_000)
        .filter(row -> row.window().lengthMillis() == 60_000)
        .map(WindowRow::metrics)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void threeDollarsAnHourAtFourThousandTokensASecondAre20Point83CentsAMillion() {
    PipelineConfig config =
        PipelineConfig.DEFAULT.with(
            Goodput.DEFAULT, List.of(new GpuPrice("H100", 3_000_000_000L, 0)));
    Run run = run(60);
    MemoryJob job = new MemoryJob(config, run);
    ReportCutter boot = boot(1);
    for (int second = 0; second < 60; second++) {
      RequestBuilder request = new RequestBuilder(second, T0 + second * SECOND);
      for (int chunk = 1; chunk <= 40; chunk++) {
        request.chunk(chunk * 20_000L, 100);
      }
      job.offer(
          TestNode.report(
              boot,
              T0 + second * SECOND,
              T0 + (second + 1) * SECOND - 1,
              request.completed(900_000).build()));
    }

    job.advance(Long.MAX_VALUE);

    MetricSet minute =
        job.rows().stream()
            .filter(row -> row.key().rollup().equals("fleet"))
            .filter(row -> row.endMillis() == T0 / 1_000 + 60_000)
            .filter(row -> row.window().lengthMillis() == 60_000)
            .map(WindowRow::metrics)
            .findFirst()
            .orElseThrow();
    assertThat(minute.get(Counter.OUTPUT_TOKENS)).isEqualTo(240_000);
    assertThat(minute.get(Counter.GPU_MICROS)).isEqualTo(60_000_000);
    // 60 of 3,600 s at 3 $/h are 5 cents, but each slice of 10 s, 8,333,333.33 n$, is rounded.
    assertThat(minute.get(Counter.GPU_COST_NANOS)).isEqualTo(6 * 8_333_333);
    assertThat(minute.get(Counter.GOOD_COST_NANOS)).isEqualTo(6 * 8_333_333);
    assertThat(minute.get(Counter.IDLE_COST_NANOS)).isZero();
    double perMillion =
        (double) minute.get(Counter.GPU_COST_NANOS) / minute.get(Counter.OUTPUT_TOKENS) / 1_000;
    assertThat(perMillion).isEqualTo(49_999_998 / 240_000.0 / 1_000);
    assertThat("%.4f".formatted(perMillion)).isEqualTo("0.2083");
  }

  @Test
  void aGpuThatALaterReportNamesIsChargedForAllOfItsBootInWhateverOrder() {
    Run live = Run.live("cost", T0);
    List<Gpu> two = List.of(GPU.get(0), new Gpu("GPU-2", "H100", "engine"));
    BootIdentity identity = new BootIdentity(0, 1);
    ReportCutter one = new ReportCutter(TestNode.LABELS, GPU, identity, Vantage.ENGINE);
    ReportCutter both = new ReportCutter(TestNode.LABELS, two, identity, Vantage.ENGINE);
    List<SentReport> reports = new ArrayList<>();
    for (int second = 0; second < 40; second++) {
      SentReport ofOne = heartbeat(one, second);
      SentReport ofBoth = heartbeat(both, second);
      reports.add(second < 39 ? ofOne : ofBoth);
    }
    List<SentReport> lastFirst = new ArrayList<>(reports);
    lastFirst.add(0, lastFirst.remove(39));

    for (List<SentReport> order : List.of(reports, lastFirst)) {
      MetricSet fleet =
          FinalRows.of(rows(live, order, true), CONFIG, live).values().stream()
              .filter(row -> row.key().rollup().equals("fleet"))
              .filter(row -> row.endMillis() == T0 / 1_000 + 60_000)
              .filter(row -> row.window().lengthMillis() == 60_000)
              .map(WindowRow::metrics)
              .findFirst()
              .orElseThrow();
      // both from 0 s to the end of the minute, as the lease of the last report is longer
      assertThat(fleet.get(Counter.GPU_MICROS)).isEqualTo(2 * 60_000_000);
    }
  }

  @Test
  void aNodeWithoutRequestsIsIdleUntilItsLeaseIsOver() {
    ReportCutter boot = boot(1);

    MetricSet fleet = minute(run(60), List.of(heartbeat(boot, 5), heartbeat(boot, 15)));

    // from the base time of the first, 5 s, to 15.2 s + 30 s
    assertThat(fleet.get(Counter.GPU_MICROS)).isEqualTo(40_200_000);
    assertThat(fleet.get(Counter.GPU_COST_NANOS)).isEqualTo(40_200_000);
    assertThat(fleet.get(Counter.IDLE_COST_NANOS)).isEqualTo(40_200_000);
  }

  @Test
  void aFinalReportEndsItsBootAtOnceButNotAnother() {
    ReportCutter first = boot(1);
    ReportCutter second = boot(2);
    SentReport begun = heartbeat(first, 0);
    SentReport over = first.report(T0 + 10 * SECOND, T0 + 12 * SECOND, List.of(), true);

    MetricSet one = minute(run(60), List.of(begun, over));
    MetricSet both = minute(run(60), List.of(begun, heartbeat(second, 11), over));

    assertThat(one.get(Counter.GPU_MICROS)).isEqualTo(12 * SECOND);
    // the second from 11 s to 11.2 s + 30 s; what both are there for is charged once
    assertThat(both.get(Counter.GPU_MICROS)).isEqualTo(41_200_000);
  }

  @Test
  void gpuTimeOutsideOfTheRunIsNotCharged() {
    ReportCutter boot = boot(1);
    Run run = Run.bounded("cost", T0 + 7 * SECOND, T0 + 20 * SECOND + 1);

    MetricSet fleet = minute(run, List.of(heartbeat(boot, 5), heartbeat(boot, 15)));

    assertThat(fleet.get(Counter.GPU_MICROS)).isEqualTo(13 * SECOND + 1);
  }

  @Test
  void withoutGpusNothingIsKnownOfTimeOrCost() {
    ReportCutter boot = new ReportCutter(TestNode.LABELS, new BootIdentity(0, 1), Vantage.EDGE);

    MetricSet fleet = minute(run(60), List.of(heartbeat(boot, 5)));

    assertThat(fleet.knows(MetricGroup.GPU_TIME)).isFalse();
    assertThat(fleet.knows(MetricGroup.COST)).isFalse();
  }

  @Test
  void withoutAPriceTimeIsKnownAndCostIsNot() {
    ReportCutter boot =
        new ReportCutter(
            TestNode.LABELS,
            List.of(new Gpu("GPU-1", "unheard of", "engine")),
            new BootIdentity(0, 1),
            Vantage.EDGE);

    MetricSet fleet = minute(run(60), List.of(heartbeat(boot, 5)));

    assertThat(fleet.get(Counter.GPU_MICROS)).isEqualTo(30_200_000);
    assertThat(fleet.get(Counter.UNPRICED_GPU_MICROS)).isEqualTo(30_200_000);
    assertThat(fleet.knows(MetricGroup.COST)).isFalse();
  }

  /** Waits from second 1 to second 32 without a token, and nobody else asks for anything. */
  private static List<SentReport> waiting() {
    Request request =
        new RequestBuilder(1, T0 + SECOND)
            .ended(31 * SECOND, Outcome.CANCELLED, EndCause.CLIENT_LEFT, 200, -1)
            .build();
    List<Event> events = ReportCutter.events(List.of(request));
    ReportCutter boot = boot(1);
    return List.of(
        boot.report(T0 + SECOND, T0 + SECOND + 200_000, events.subList(0, 1)),
        heartbeat(boot, 11),
        heartbeat(boot, 21),
        boot.report(T0 + 32 * SECOND, T0 + 32 * SECOND + 200_000, events.subList(1, 2)),
        heartbeat(boot, 45));
  }

  @Test
  void withoutWorkRequestsInFlightBearTheCost() {
    MetricSet minute = minute("model", "{\"model\":\"llama\"}", run(60), waiting());

    // from 1 s to the end of the slice in which the client left, at 40 s; then nobody asks
    assertThat(minute.get(Counter.GPU_COST_NANOS)).isEqualTo(39 * NANOS_PER_SECOND);
    assertThat(minute.get(Counter.UNDECIDED_COST_NANOS)).isEqualTo(39 * NANOS_PER_SECOND);
    assertThat(minute.get(Counter.IDLE_COST_NANOS)).isZero();
  }

  @Test
  void inWhateverOrderAFewReportsComeAndEventTimeMovesTheRowsAreTheSame() {
    Run run = run(60);
    Map<String, String> expected = FinalRows.bytes(rows(run, waiting(), false), CONFIG, run);
    List<List<SentReport>> orders = new ArrayList<>();
    permute(new ArrayList<>(waiting()), 0, orders);
    assertThat(orders).hasSize(120);

    for (List<SentReport> order : orders) {
      for (boolean moving : List.of(true, false)) {
        assertThat(FinalRows.bytes(rows(run, order, moving), CONFIG, run))
            .as(
                "%s, event time moving: %s",
                order.stream().map(SentReport::sequence).toList(), moving)
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void aBootThatWasKilledIsChargedToItsLeasesEndOnceAndTheNextOneOn() {
    Request lost = new RequestBuilder(1, T0 + SECOND).build();
    ReportCutter killed = boot(1);
    ReportCutter next = boot(2);
    List<SentReport> reports =
        List.of(
            heartbeat(killed, 0),
            TestNode.report(killed, T0 + SECOND, T0 + SECOND + 200_000, lost),
            heartbeat(next, 20),
            heartbeat(next, 40));

    for (boolean moving : List.of(true, false)) {
      Run run = Run.bounded("cost", T0, T0 + 55 * SECOND);
      MetricSet minute =
          FinalRows.of(rows(run, reports, moving), CONFIG, run).values().stream()
              .filter(row -> row.key().equals(new RollupKey("fleet", "{}")))
              .filter(row -> row.endMillis() == T0 / 1_000 + 60_000)
              .filter(row -> row.window().lengthMillis() == 60_000)
              .map(WindowRow::metrics)
              .findFirst()
              .orElseThrow();
      // the first boot's lease ends at 31.2 s, the second's is still running when the run ends
      assertThat(minute.get(Counter.GPU_MICROS)).isEqualTo(55 * SECOND);
      assertThat(minute.get(Counter.GPU_COST_NANOS)).isEqualTo(55 * NANOS_PER_SECOND);
      assertThat(minute.get(Counter.REQUESTS_LOST)).isEqualTo(1);
      assertThat(minute.get(Counter.NODES_SILENT)).isEqualTo(1);
      // nobody is in flight in the slices from 40 s on
      assertThat(minute.get(Counter.IDLE_COST_NANOS)).isEqualTo(15 * NANOS_PER_SECOND);
    }
  }

  @Test
  void aKeyThatIsNotChargedIsToldLateThatThereWasGpuTime() {
    long at = T0 + 10 * SECOND;
    Request works = new RequestBuilder(1, at - 50_000).chunk(10_000, 5).build();
    Request starts = new RequestBuilder(2, at - 40_000).model("qwen").build();
    ReportCutter boot = boot(1);
    SentReport first = boot.report(T0 - SECOND, T0 - SECOND + 200_000, List.of());
    // its events are in the slice before the one it is complete through
    SentReport second = TestNode.report(boot, at - 100_000, at + 100_000, works, starts);
    Run run = Run.bounded("cost", T0 - 10 * SECOND, T0 + 60 * SECOND);

    Map<String, String> late =
        FinalRows.bytes(rows(run, List.of(second, first), true), CONFIG, run);

    assertThat(late)
        .isEqualTo(FinalRows.bytes(rows(run, List.of(first, second), true), CONFIG, run));
  }

  private static void permute(List<SentReport> rest, int from, List<List<SentReport>> orders) {
    if (from == rest.size()) {
      orders.add(List.copyOf(rest));
    }
    for (int i = from; i < rest.size(); i++) {
      Collections.swap(rest, from, i);
      permute(rest, from + 1, orders);
      Collections.swap(rest, from, i);
    }
  }
}
