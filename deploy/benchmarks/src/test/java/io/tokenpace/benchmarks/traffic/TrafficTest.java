package io.tokenpace.benchmarks.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokenpace.schemas.codec.EndedCursor;
import io.tokenpace.schemas.codec.ReportCursor;
import io.tokenpace.schemas.codec.ReportWriter;
import io.tokenpace.schemas.codec.RunCursor;
import io.tokenpace.schemas.codec.StartedCursor;
import io.tokenpace.schemas.testing.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TrafficTest {
  private static final int NODES = 3;

  private final List<GeneratedReport> reports = new ArrayList<>();

  @Test
  void putsIntoReportsWhatItsTotalsSay() {
    for (long seed : Seeds.of(5)) {
      reports.clear();
      TrafficTotals totals = Traffic.generate(options(20, 20_000, seed), reports::add);

      Found found = new Found();
      reports.forEach(found::read);

      assertThat(
              List.of(
                  (long) reports.size(),
                  found.bytes,
                  found.tokens,
                  found.started,
                  found.ended,
                  found.ttftSumMicros,
                  found.gaps,
                  found.gapSumMicros,
                  found.firstEventMicros,
                  found.lastEventMicros))
          .as(Seeds.describe(seed))
          .isEqualTo(
              List.of(
                  totals.reports(),
                  totals.bytes(),
                  totals.tokens(),
                  totals.requestsStarted(),
                  totals.requestsEnded(),
                  totals.ttftSumMicros(),
                  totals.gaps(),
                  totals.gapSumMicros(),
                  totals.firstEventMicros(),
                  totals.lastEventMicros()));
      assertThat(totals.tokens()).as(Seeds.describe(seed)).isBetween(20_000L, 25_000L);
      assertThat(totals.requestsEnded()).as(Seeds.describe(seed)).isPositive();
    }
  }

  @Test
  void numbersTheReportsOfEachBootWithoutGapAndTellsTheTruthAboutCompleteness() {
    for (long seed : Seeds.of(5)) {
      reports.clear();
      Traffic.generate(options(20, 20_000, seed), reports::add);

      Map<String, List<GeneratedReport>> byNode = new HashMap<>();
      reports.forEach(r -> byNode.computeIfAbsent(r.node(), n -> new ArrayList<>()).add(r));

      assertThat(byNode).as(Seeds.describe(seed)).hasSize(NODES);
      byNode.values().forEach(ofNode -> requireOneBoot(ofNode, seed));
    }
  }

  private static void requireOneBoot(List<GeneratedReport> ofNode, long seed) {
    ReportCursor cursor = new ReportCursor();
    Set<Object> boots = new HashSet<>();
    long completeThrough = Traffic.START_MICROS - 1;
    for (int i = 0; i < ofNode.size(); i++) {
      assertThat(cursor.open(ofNode.get(i).bytes())).as(Seeds.describe(seed)).isNull();
      assertThat(cursor.sequence()).as(Seeds.describe(seed)).isEqualTo(i);
      assertThat(cursor.node()).isEqualTo(ofNode.get(i).node());
      boots.add(cursor.boot());
      assertThat(cursor.completeThroughMicros())
          .as(Seeds.describe(seed))
          .isBetween(completeThrough, completeThrough + Traffic.STEP_MICROS);
      for (RunCursor run = cursor.runs(); run.next(); ) {
        assertThat(run.startMicros())
            .as(Seeds.describe(seed))
            .isBetween(completeThrough + 1, cursor.completeThroughMicros());
      }
      completeThrough = cursor.completeThroughMicros();
    }
    assertThat(boots).as(Seeds.describe(seed)).hasSize(1);
  }

  @Test
  void cutsAStepThatDoesNotFitIntoFullReports() {
    // 200 ms of 1,500 streams at 25 ms are 12,000 tokens, three times what a report takes.
    TrafficTotals totals = Traffic.generate(options(1_500, 500_000, 1), reports::add);

    long steps = (totals.lastEventMicros() - Traffic.START_MICROS) / Traffic.STEP_MICROS + 1;
    assertThat(totals.reports()).isGreaterThan(2 * NODES * steps);
    for (GeneratedReport report : reports) {
      Found found = new Found();
      found.read(report);
      assertThat(found.tokens).isLessThanOrEqualTo(ReportWriter.MAX_CHUNKS);
      assertThat(report.bytes().length).isLessThanOrEqualTo(ReportWriter.MAX_BYTES);
    }
  }

  @Test
  void givesTheSameBytesForTheSameSeedAndOthersForAnother() {
    List<GeneratedReport> again = new ArrayList<>();
    List<GeneratedReport> others = new ArrayList<>();

    Traffic.generate(options(5, 2_000, 1), reports::add);
    Traffic.generate(options(5, 2_000, 1), again::add);
    Traffic.generate(options(5, 2_000, 2), others::add);

    assertThat(bytes(again)).isDeepEqualTo(bytes(reports));
    assertThat(Arrays.deepEquals(bytes(others), bytes(reports))).isFalse();
  }

  private static byte[][] bytes(List<GeneratedReport> of) {
    return of.stream().map(GeneratedReport::bytes).toArray(byte[][]::new);
  }

  @Test
  void usesEverySeriesAndKeepsToTheMedians() {
    Traffic.generate(options(20, 200_000, 1), reports::add);

    Found found = new Found();
    reports.forEach(found::read);

    assertThat(found.labels).hasSize(2 * 3);
    // The mean of a log-normal is above its median: by e^(σ²/2) twice, 9 % at σ = 0.3.
    assertThat(found.gapSumMicros / found.gaps).isBetween(26_000L, 29_000L);
  }

  @Test
  void refusesWhatIsNoFleet() {
    assertThatThrownBy(() -> options(0, 1, 1))
        .hasMessage("streams: 0 (expected: >= 1)")
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static TrafficOptions options(int streams, long tokens, long seed) {
    return new TrafficOptions(NODES, streams, 2, 3, 1, 100, 25_000, 0.3, tokens, seed);
  }

  /** What a reader finds in reports. */
  private static final class Found {
    private final ReportCursor cursor = new ReportCursor();
    private final Set<Object> labels = new HashSet<>();
    private long bytes;
    private long tokens;
    private long started;
    private long ended;
    private long ttftSumMicros;
    private long gaps;
    private long gapSumMicros;
    private long firstEventMicros = Long.MAX_VALUE;
    private long lastEventMicros = Long.MIN_VALUE;

    private void read(GeneratedReport report) {
      assertThat(cursor.open(report.bytes())).isNull();
      bytes += report.bytes().length;
      for (int series = 0; series < cursor.seriesCount(); series++) {
        labels.add(cursor.series(series));
      }
      for (StartedCursor start = cursor.started(); start.next(); ) {
        started++;
        event(start.acceptedMicros());
      }
      for (RunCursor run = cursor.runs(); run.next(); ) {
        read(run);
      }
      for (EndedCursor end = cursor.ended(); end.next(); ) {
        ended++;
        event(end.endMicros());
      }
    }

    private void read(RunCursor run) {
      long micros = run.startMicros();
      for (int chunk = 0; chunk < run.chunks(); chunk++) {
        tokens += run.tokens(chunk);
        if (chunk == 0 && run.firstOfRequest()) {
          ttftSumMicros += run.sinceMicros();
        } else {
          gaps++;
          gapSumMicros += chunk == 0 ? run.sinceMicros() : run.gapMicros(chunk);
        }
        micros += chunk == 0 ? 0 : run.gapMicros(chunk);
        event(micros);
      }
    }

    private void event(long micros) {
      firstEventMicros = Math.min(firstEventMicros, micros);
      lastEventMicros = Math.max(lastEventMicros, micros);
    }
  }
}
