package io.tokenpace.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.aggregation.config.Goodput;
import io.tokenpace.aggregation.config.PipelineConfig;
import io.tokenpace.aggregation.config.Run;
import io.tokenpace.aggregation.slice.NodeFolder.Verdict;
import io.tokenpace.aggregation.testing.FinalRows;
import io.tokenpace.aggregation.testing.Fleet;
import io.tokenpace.aggregation.testing.MemoryJob;
import io.tokenpace.aggregation.testing.Player;
import io.tokenpace.aggregation.testing.Promises;
import io.tokenpace.aggregation.testing.SentReport;
import io.tokenpace.aggregation.window.WindowRow;
import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.MetricSet;
import io.tokenpace.schemas.wire.Vantage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What comes out of order, too late or not at all while traffic is live; 30 s may be late. */
class LiveRunTest {
  private final Fleet fleet = Fleet.of(404, 2, Vantage.ENGINE);
  private final PipelineConfig config =
      Promises.to(
          fleet,
          new PipelineConfig(
              10_000,
              PipelineConfig.DEFAULT.windows(),
              30_000,
              30_000,
              PipelineConfig.DEFAULT.rollups(),
              PipelineConfig.DEFAULT.bounds(),
              PipelineConfig.DEFAULT.views(),
              Goodput.DEFAULT,
              List.of()));
  private final Run run = Run.live("live", fleet.startMicros());
  private final List<SentReport> first = fleet.nodes().get(0);
  private final List<SentReport> second = fleet.nodes().get(1);

  private MemoryJob play(List<SentReport> reports) {
    MemoryJob job = new MemoryJob(config, run);
    new Player(job, 1, 1).play(reports);
    job.advance(Long.MAX_VALUE);
    assertThat(job.leftovers()).isEmpty();
    assertThat(job.partialsLost()).isZero();
    return job;
  }

  private Map<String, String> bytes(MemoryJob job) {
    return FinalRows.bytes(job.rows(), config, run);
  }

  /** Both nodes' reports up to a number of the first, as the clock saw them. */
  private List<SentReport> byTime(int ofFirst, int ofSecond) {
    List<SentReport> reports = new ArrayList<>(first.subList(0, ofFirst));
    reports.addAll(second.subList(0, ofSecond));
    reports.sort((a, b) -> Long.compare(a.baseMicros(), b.baseMicros()));
    return reports;
  }

  @Test
  void aReportThatComesTooLateIsCountedAsThatAndInNoOtherWay() {
    SentReport late = first.get(40);
    List<SentReport> inTime = byTime(40, second.size());
    List<SentReport> withLate = new ArrayList<>(inTime);
    withLate.add(late);
    withLate.add(late);

    MemoryJob job = play(withLate);

    assertThat(job.count(Verdict.LATE)).isEqualTo(1);
    assertThat(job.count(Verdict.DUPLICATE)).isEqualTo(1);
    assertThat(job.count(Verdict.FOLDED)).isEqualTo(inTime.size());
    long counted = 0;
    List<WindowRow> othersOnly = new ArrayList<>();
    for (WindowRow row : job.rows()) {
      long lateHere = row.metrics().get(Counter.LATE_REPORTS);
      MetricSet without = row.metrics().copy();
      without.add(Counter.LATE_REPORTS, -lateHere);
      othersOnly.add(
          new WindowRow(row.key(), row.window(), row.endMillis(), row.revision(), without));
      boolean minute = row.window().lengthMillis() == 60_000;
      boolean fleetRow = row.key().rollup().equals("fleet");
      counted += fleetRow && minute && row.window().tumbling(row.endMillis()) ? lateHere : 0;
    }
    assertThat(counted).isEqualTo(1);
    assertThat(FinalRows.bytes(othersOnly, config, run)).isEqualTo(bytes(play(inTime)));
  }

  @Test
  void aReportThatComesWithinTheLatenessIsInTheRowsAsIfItHadComeInOrder() {
    List<SentReport> inOrder = byTime(200, 200);
    List<SentReport> disordered = new ArrayList<>(inOrder);
    disordered.remove(first.get(60));
    disordered.remove(first.get(61));
    // beyond the slack of the watermark and a slice, within the lateness
    long muchLater = first.get(60).baseMicros() + 25_000_000;
    int until = 0;
    while (disordered.get(until).baseMicros() < muchLater) {
      until++;
    }
    disordered.add(until, first.get(61));
    disordered.add(until + 5, first.get(60));

    MemoryJob job = play(disordered);

    assertThat(job.count(Verdict.LATE)).isZero();
    assertThat(job.rows()).anyMatch(row -> row.metrics().get(Counter.REPORTS_MISSING) == 2);
    assertThat(job.rows()).anyMatch(row -> row.revision() > 0);
    assertThat(FinalRows.of(job.rows(), config, run).values())
        .noneMatch(row -> row.metrics().get(Counter.REPORTS_MISSING) != 0);
    assertThat(bytes(job)).isEqualTo(bytes(play(inOrder)));
  }

  @Test
  void whateverIsLateOrTwiceEveryReportIsAccountedFor() {
    Random random = new Random(11);
    List<SentReport> arrivals = new ArrayList<>();
    for (SentReport report : byTime(first.size(), second.size())) {
      int again = random.nextInt(10) == 0 ? 2 : 1;
      for (; again > 0; again--) {
        int earlier = random.nextInt(8) == 0 ? random.nextInt(900) : 0;
        arrivals.add(Math.max(0, arrivals.size() - earlier), report);
      }
    }

    MemoryJob job = play(arrivals);

    int folded = job.count(Verdict.FOLDED);
    assertThat(folded + job.count(Verdict.DUPLICATE) + job.count(Verdict.LATE))
        .isEqualTo(arrivals.size());
    assertThat(job.count(Verdict.LATE)).isPositive();
    assertThat(job.count(Verdict.DUPLICATE)).isPositive();
    long received = 0;
    for (WindowRow row : FinalRows.of(job.rows(), config, run).values()) {
      if (row.key().rollup().equals("fleet")
          && row.window().lengthMillis() == 60_000
          && row.window().tumbling(row.endMillis())) {
        received += row.metrics().get(Counter.REPORTS_RECEIVED);
      }
    }
    assertThat(received).isEqualTo(folded);
  }
}
