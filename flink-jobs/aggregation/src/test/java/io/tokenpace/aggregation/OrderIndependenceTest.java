package io.tokenpace.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.aggregation.config.PipelineConfig;
import io.tokenpace.aggregation.config.Run;
import io.tokenpace.aggregation.config.View;
import io.tokenpace.aggregation.slice.NodeFolder.Verdict;
import io.tokenpace.aggregation.testing.FinalRows;
import io.tokenpace.aggregation.testing.Fleet;
import io.tokenpace.aggregation.testing.MemoryJob;
import io.tokenpace.aggregation.testing.Player;
import io.tokenpace.aggregation.testing.Promises;
import io.tokenpace.aggregation.testing.SentReport;
import io.tokenpace.schemas.wire.Vantage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Final rows are byte-equal in whatever order nodes' reports come, and however event time moves.
 */
class OrderIndependenceTest {
  private static final long SEED = 2_024;
  private static final int AT_THE_END = Integer.MAX_VALUE;

  private final Fleet fleet = Fleet.of(SEED, 4, Vantage.EDGE);
  private final Run bounded = Run.bounded("order", fleet.startMicros(), fleet.endMicros());
  private final PipelineConfig withoutView = Promises.to(fleet, PipelineConfig.DEFAULT);
  private final PipelineConfig withView = withoutView.withView(View.VLLM_BENCH);

  private Map<String, String> rowsOf(PipelineConfig config, Run run, MemoryJob job) {
    job.advance(Long.MAX_VALUE);
    assertThat(job.leftovers()).isEmpty();
    assertThat(job.partialsLost()).isZero();
    assertThat(job.count(Verdict.LATE)).isZero();
    return FinalRows.bytes(job.rows(), config, run);
  }

  private Map<String, String> reference(PipelineConfig config, Run run, Fleet of) {
    MemoryJob job = new MemoryJob(config, run);
    new Player(job, 1, AT_THE_END).play(of.reports());
    Map<String, String> rows = rowsOf(config, run, job);
    assertThat(rows).hasSizeGreaterThan(100);
    return rows;
  }

  @ParameterizedTest(name = "mix {0}, {1} partitions, a watermark every {2} reports")
  @CsvSource({"1, 1, 1", "2, 4, 1", "3, 3, 7", "4, 1, 500", "5, 2, 2147483647"})
  void anyInterleavingAndAnyWatermarkPaceGiveTheSameRows(
      long mix, int partitions, int reportsPerWatermark) {
    MemoryJob job = new MemoryJob(withView, bounded);

    new Player(job, partitions, reportsPerWatermark).play(fleet.interleaved(new Random(mix)));

    assertThat(rowsOf(withView, bounded, job)).isEqualTo(reference(withView, bounded, fleet));
  }

  @Test
  void everyReportTwiceAtOnceGivesTheSameRows() {
    MemoryJob job = new MemoryJob(withView, bounded);
    Player player = new Player(job, 4, 3);

    for (SentReport report : fleet.interleaved(new Random(6))) {
      player.play(report);
      player.play(report);
    }

    assertThat(job.count(Verdict.DUPLICATE)).isEqualTo(fleet.reports().size());
    assertThat(job.count(Verdict.FOLDED)).isEqualTo(fleet.reports().size());
    assertThat(rowsOf(withView, bounded, job)).isEqualTo(reference(withView, bounded, fleet));
  }

  @Test
  void everyReportAgainAfterAllGivesTheSameRows() {
    MemoryJob job = new MemoryJob(withView, bounded);
    Player player = new Player(job, 2, 1);

    player.play(fleet.interleaved(new Random(7)));
    player.play(fleet.interleaved(new Random(8)));

    assertThat(job.count(Verdict.DUPLICATE)).isEqualTo(fleet.reports().size());
    assertThat(rowsOf(withView, bounded, job)).isEqualTo(reference(withView, bounded, fleet));
  }

  @Test
  void snapshotsOnTheWayChangeNothing() {
    MemoryJob job = new MemoryJob(withView, bounded);
    Player player = new Player(job, 2, 4);
    int played = 0;

    for (SentReport report : fleet.interleaved(new Random(9))) {
      player.play(report);
      if (++played % 97 == 0) {
        job.snapshotAndRestore();
      }
    }

    assertThat(rowsOf(withView, bounded, job)).isEqualTo(reference(withView, bounded, fleet));
  }

  private static List<SentReport> shuffled(Fleet fleet, int atATime, Random random) {
    List<SentReport> disordered = new ArrayList<>(fleet.interleaved(random));
    for (long from = 0; from < disordered.size(); from += atATime) {
      int to = (int) Math.min(from + atATime, disordered.size());
      Collections.shuffle(disordered.subList((int) from, to), random);
    }
    return disordered;
  }

  @ParameterizedTest(name = "mix {0}, shuffled {1} at a time")
  @CsvSource({"10, 300", "11, 20", "12, 1000", "13, 2147483647", "14, 2147483647"})
  void disorderWithinABootGivesTheSameRowsOfAllButTheView(long mix, int atATime) {
    MemoryJob job = new MemoryJob(withoutView, bounded);
    Player player = new Player(job, 1, 1);

    player.play(shuffled(fleet, atATime, new Random(mix)));

    assertThat(job.count(Verdict.DUPLICATE)).isZero();
    assertThat(rowsOf(withoutView, bounded, job)).isEqualTo(reference(withoutView, bounded, fleet));
  }

  @ParameterizedTest(name = "mix {0}, {1} partitions, a watermark every {2} reports")
  @CsvSource({"1, 1, 1", "2, 4, 1", "3, 2, 50"})
  void aLiveRunInWhichNothingIsLateGivesTheSameRowsZerosIncluded(
      long mix, int partitions, int reportsPerWatermark) {
    Fleet liveFleet = Fleet.of(SEED + 1, 3, Vantage.ENGINE);
    Run live = Run.live("live", liveFleet.startMicros());
    MemoryJob job = new MemoryJob(withView, live);

    new Player(job, partitions, reportsPerWatermark).play(liveFleet.interleaved(new Random(mix)));

    assertThat(rowsOf(withView, live, job)).isEqualTo(reference(withView, live, liveFleet));
  }

  @ParameterizedTest(name = "mix {0}, {1} s")
  @CsvSource({"1, 0", "2, 0", "3, 90", "4, 90"})
  void aLiveRunOfWhichReportsAreLostGivesTheSameRows(long mix, int seconds) {
    Fleet lossy = Fleet.of(SEED + 2, 4, Vantage.ENGINE).withHoles(new Random(SEED));

    checkLive(lossy, lossy.interleaved(new Random(mix)), seconds);
  }

  @ParameterizedTest(name = "mix {0}, shuffled {1} at a time, {2} s")
  @CsvSource({"5, 30, 0", "6, 2147483647, 0", "7, 30, 90", "8, 2147483647, 90"})
  void disorderWithinABootGivesTheSameRowsOfALiveRun(long mix, int atATime, int seconds) {
    Fleet liveFleet = Fleet.of(SEED + 3, 4, Vantage.ENGINE);

    checkLive(liveFleet, shuffled(liveFleet, atATime, new Random(mix)), seconds);
  }

  /** Holds rows of a run of so many seconds, 0 for one without end, against those in order. */
  private void checkLive(Fleet of, List<SentReport> reports, int seconds) {
    long start = of.startMicros();
    Run live =
        seconds == 0
            ? Run.live("live", start)
            : Run.liveUntil("live", start, start + seconds * 1_000_000L);
    MemoryJob job = new MemoryJob(withoutView, live);
    Player player = new Player(job, 2, 3);
    int played = 0;
    for (SentReport report : reports) {
      player.play(report);
      if (++played % 97 == 0) {
        job.snapshotAndRestore();
      }
    }

    assertThat(rowsOf(withoutView, live, job)).isEqualTo(reference(withoutView, live, of));
  }

  @Test
  void withTheViewOffNothingOfItIsInTheRows() {
    Map<String, String> with = reference(withView, bounded, fleet);
    Map<String, String> without = reference(withoutView, bounded, fleet);

    assertThat(without.keySet()).isEqualTo(with.keySet());
    assertThat(without.values().stream().mapToInt(String::length).sum())
        .isLessThan(with.values().stream().mapToInt(String::length).sum());
  }
}
