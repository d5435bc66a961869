package io.tokenpace.agent.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.agent.testing.Events;
import io.tokenpace.agent.testing.SteppedClock;
import io.tokenpace.schemas.codec.ReportWriter;
import io.tokenpace.schemas.wire.DropCount;
import io.tokenpace.schemas.wire.EngineCounter;
import io.tokenpace.schemas.wire.EngineSample;
import io.tokenpace.schemas.wire.GpuSample;
import io.tokenpace.schemas.wire.InFlightRequest;
import io.tokenpace.schemas.wire.NodeReport;
import io.tokenpace.schemas.wire.ProducerState;
import io.tokenpace.schemas.wire.RequestEnd;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportBuilderTest {
  private static final long HOUR_MICROS = 3_600_000_000L;

  private final BuilderBench bench = new BuilderBench();

  @Test
  void reportsItsHeartbeatOnceASecond() {
    bench.run(5_000);

    assertThat(bench.reports).hasSize(5);
    assertThat(bench.reports).allMatch(report -> report.getRuns().isEmpty());
    assertThat(bench.reports)
        .extracting(NodeReport::getCompleteThroughMicros)
        .containsExactly(at(1_000), at(2_000), at(3_000), at(4_000), at(5_000));
  }

  @Test
  void gathersEventsForTwoHundredMilliseconds() {
    bench.ring.offer(Events.started(0, 0));
    bench.run(200);
    assertThat(bench.reports).isEmpty();
    bench.run(20);
    assertThat(bench.reports).hasSize(1);
    assertThat(bench.last().getStarted()).hasSize(1);
  }

  @Test
  void aFullReportGoesOutAtOnceAndPromisesNothingOfTheRest() {
    bench.ring.offer(Events.started(0, 0));
    for (int i = 0; i < ReportWriter.MAX_CHUNKS + 10; i++) {
      bench.clock.advanceMicros(1);
      bench.ring.offer(Events.chunk(0, i, bench.clock.monotonicMicros(), 1));
    }
    bench.builder.step();

    assertThat(bench.reports).hasSize(1);
    assertThat(bench.last().getRuns().get(0).getGapMicros()).hasSize(ReportWriter.MAX_CHUNKS - 1);
    assertThat(bench.last().getCompleteThroughMicros()).isEqualTo(SteppedClock.EPOCH);
    bench.run(220);
    assertThat(bench.reports).hasSize(2);
    assertThat(bench.last().getRuns().get(0).getGapMicros()).hasSize(9);
  }

  @Test
  void listsWhatIsInFlightUntilItsEndIsReported() {
    bench.clock.advanceMillis(1);
    bench.ring.offer(Events.started(7, 1_000));
    bench.run(220);
    assertThat(bench.last().getInFlight()).hasSize(1);
    bench.ring.offer(Events.chunk(7, 0, bench.clock.monotonicMicros(), 220_000));
    bench.run(1_400);

    InFlightRequest listed = onlyInFlight();
    assertThat(listed.getRequest()).isEqualTo(7);
    assertThat(listed.getOutputTokens()).isEqualTo(1);
    assertThat(bench.last().getBaseTimeMicros() + listed.getAcceptedOffsetMicros())
        .isEqualTo(at(1));
    bench.ring.offer(Events.ended(7, 1_000, bench.clock.monotonicMicros(), 1));
    bench.run(1_400);
    assertThat(bench.last().getInFlight()).isEmpty();
  }

  private InFlightRequest onlyInFlight() {
    for (int i = bench.reports.size() - 1; i >= 0; i--) {
      List<InFlightRequest> list = bench.reports.get(i).getInFlight();
      if (list != null) {
        assertThat(list).hasSize(1);
        return list.get(0);
      }
    }
    throw new AssertionError("no list");
  }

  @Test
  void aRequestWhoseEndWasRefusedDoesNotStayInFlight() {
    BuilderBench small = new BuilderBench(4);
    for (int request = 0; request < 4; request++) {
      small.ring.offer(Events.started(request, 0));
    }
    small.ring.offer(Events.ended(2, 0, 0, 0));
    small.ring.offer(Events.started(9, 0));
    small.builder.step();

    assertThat(small.drops.events(DropReason.RING_FULL_END)).isEqualTo(1);
    assertThat(small.drops.events(DropReason.RING_FULL_START)).isEqualTo(1);
    assertThat(small.counts.inFlight()).isEqualTo(3);
    small.run(1_000);
    assertThat(small.last().getDrops())
        .containsExactly(new DropCount("ring_full_start", 1L), new DropCount("ring_full_end", 1L));
  }

  @Test
  void chunksAreRefusedBeforeStartsAndEndsAre() {
    BuilderBench small = new BuilderBench(8);
    for (int i = 0; i < 7; i++) {
      small.ring.offer(Events.chunk(0, i, 0, 0));
    }
    assertThat(small.ring.depth()).isEqualTo(6);
    small.ring.offer(Events.ended(0, 0, 0, 6));
    small.ring.offer(Events.started(1, 0));
    assertThat(small.ring.depth()).isEqualTo(8);
    assertThat(small.drops.events(DropReason.RING_FULL_CHUNK)).isEqualTo(1);
  }

  @Test
  void tokensOfChunksThatWereLostAreNotCountedAsReported() {
    bench.ring.offer(Events.started(0, 0));
    bench.ring.offer(Events.chunk(0, 0, 0, 0));
    bench.ring.offer(Events.chunk(0, 2, 0, 0));
    bench.ring.offer(Events.ended(0, 0, 0, 3));
    bench.run(220);

    RequestEnd end = bench.last().getEnded().get(0);
    assertThat(end.getOutputTokens()).isEqualTo(3);
    assertThat(end.getCountedOutputTokens()).isEqualTo(2);
  }

  @Test
  void aRequestOfWeeksIsSaidToBeAsLongAsTheWireCanSay() {
    long weeks = 24 * 7 * 4 * HOUR_MICROS;
    bench.ring.offer(Events.started(0, 0));
    bench.run(1_000);
    bench.clock.advanceMicros(weeks);
    bench.ring.offer(Events.chunk(0, 0, weeks, weeks));
    bench.run(1_200);
    bench.ring.offer(Events.ended(0, 0, weeks, 1));
    bench.run(1_200);

    assertThat(bench.drops.events(DropReason.INVALID_EVENT)).isZero();
    long ended = bench.reports.stream().mapToLong(report -> report.getEnded().size()).sum();
    long runs = bench.reports.stream().mapToLong(report -> report.getRuns().size()).sum();
    assertThat(ended).isEqualTo(1);
    assertThat(runs).isEqualTo(1);
  }

  @Test
  void whatNoReaderTakesIsCountedAndLeftOut() {
    bench.ring.offer(Events.started(0, 0));
    bench.ring.offer(Events.chunk(0, 0, 0, -5));
    bench.ring.offer(Events.ended(0, 0, 0, 1, "ü".repeat(50), "x".repeat(500)));
    bench.run(220);

    assertThat(bench.drops.events(DropReason.INVALID_EVENT)).isEqualTo(1);
    RequestEnd end = bench.last().getEnded().get(0);
    assertThat(end.getFinishReason()).isEqualTo("ü".repeat(32));
    assertThat(end.getRequestId()).isEqualTo("x".repeat(64));
  }

  @Test
  void aWallClockThatJumpsForwardIsFollowed() {
    bench.run(1_000);
    bench.clock.moveWall(HOUR_MICROS);
    bench.run(1_000);

    assertThat(bench.last().getClockStepMicros()).isEqualTo(HOUR_MICROS);
    assertThat(bench.last().getCompleteThroughMicros()).isEqualTo(at(2_000) + HOUR_MICROS);
    bench.run(1_000);
    assertThat(bench.last().getClockStepMicros()).isZero();
  }

  @Test
  void aWallClockThatIsSetBackIsApproachedWithoutTimeRunningBackwards() {
    bench.run(1_000);
    bench.clock.moveWall(-2_000_000);
    long before = bench.last().getCompleteThroughMicros();
    for (int second = 0; second < 6; second++) {
      bench.ring.offer(Events.started(second, bench.clock.monotonicMicros()));
      bench.run(1_000);
      long complete = bench.last().getCompleteThroughMicros();
      assertThat(complete).isGreaterThan(before);
      before = complete;
    }
    // Four seconds at half speed, then as the wall clock goes.
    assertThat(bench.clock.epochMicros() - before).isBetween(0L, 1_000_000L);
    assertThat(bench.reports)
        .filteredOn(report -> report.getClockStepMicros() != 0)
        .extracting(NodeReport::getClockStepMicros)
        .containsExactly(-2_000_000L);
  }

  @Test
  void driftIsNotAStep() {
    bench.run(1_000);
    bench.clock.moveWall(900);
    bench.run(1_000);
    assertThat(bench.reports).allMatch(report -> report.getClockStepMicros() == 0);
    assertThat(bench.last().getCompleteThroughMicros()).isEqualTo(at(2_000) + 900);
  }

  @Test
  void carriesReadingsOnceWithTheirOwnTimes() {
    bench.run(400);
    bench.readings.engine(
        new EngineReading(
            "e",
            350_000,
            77,
            List.of(new EngineReading.Value("preemptions", "count", 5)),
            List.of(new EngineReading.Value("queue_depth", "count", 3))));
    bench.readings.gpu(new GpuReading("GPU-1", 360_000, 1L, null, 3L, 4L));
    bench.lagMicros = 9;
    bench.run(600);

    NodeReport report = bench.last();
    long base = report.getBaseTimeMicros();
    assertThat(report.getEngineCounters())
        .containsExactly(
            new EngineCounter(
                "e", "preemptions", "count", 77L, SteppedClock.EPOCH + 350_000 - base, 5L));
    assertThat(report.getEngineSamples())
        .containsExactly(
            new EngineSample("e", "queue_depth", "count", SteppedClock.EPOCH + 350_000 - base, 3L));
    assertThat(report.getGpuSamples())
        .containsExactly(
            new GpuSample("GPU-1", SteppedClock.EPOCH + 360_000 - base, 1L, null, 3L, 4L));
    assertThat(report.getLoopLagMicros()).isEqualTo(9);
    bench.run(1_000);
    assertThat(bench.last().getEngineSamples()).isEmpty();
  }

  @Test
  void saysThatItIsDrainingAndThenThatItIsOver() {
    bench.ring.offer(Events.started(0, 0));
    bench.builder.drain();
    bench.run(220);
    assertThat(bench.last().getState()).isEqualTo(ProducerState.DRAINING);
    bench.ring.offer(Events.ended(0, 0, bench.clock.monotonicMicros(), 0));
    bench.builder.end();

    assertThat(bench.last().getState()).isEqualTo(ProducerState.FINAL);
    assertThat(bench.last().getEnded()).hasSize(1);
    assertThat(bench.last().getInFlight()).isEmpty();
  }

  private static long at(long millis) {
    return SteppedClock.EPOCH + millis * 1_000;
  }
}
