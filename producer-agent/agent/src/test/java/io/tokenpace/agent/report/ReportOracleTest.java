package io.tokenpace.agent.report;

import static io.tokenpace.schemas.testing.Seeds.describe;
import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.agent.testing.Events;
import io.tokenpace.agent.testing.SteppedClock;
import io.tokenpace.schemas.codec.ReportCursor;
import io.tokenpace.schemas.codec.TokenEventCursor;
import io.tokenpace.schemas.testing.Seeds;
import io.tokenpace.schemas.wire.InFlightRequest;
import io.tokenpace.schemas.wire.NodeReport;
import io.tokenpace.schemas.wire.ProducerState;
import io.tokenpace.schemas.wire.RequestEnd;
import io.tokenpace.schemas.wire.RequestStart;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random traffic: what is read out of the reports is what went in. */
class ReportOracleTest {
  static List<Long> seeds() {
    return Seeds.of(8);
  }

  /** A request as the traffic knows it. */
  private static final class Request {
    final long number;
    final long acceptedMicros;
    long lastMicros;
    long chunks;

    Request(long number, long acceptedMicros) {
      this.number = number;
      this.acceptedMicros = acceptedMicros;
      this.lastMicros = acceptedMicros;
    }
  }

  /**
   * Offers random events, each at the clock's time, and notes them as they will have to be read.
   */
  private static final class Traffic {
    final BuilderBench bench;
    final Random random;
    final List<String> offered = new ArrayList<>();
    final List<Request> open = new ArrayList<>();
    long next;

    Traffic(BuilderBench bench, long seed) {
      this.bench = bench;
      this.random = new Random(seed);
    }

    void event() {
      long now = bench.clock.monotonicMicros();
      long wall = bench.clock.epochMicros();
      if (open.isEmpty() || random.nextInt(18) == 0) {
        Request request = new Request(next++, now);
        open.add(request);
        bench.ring.offer(Events.started(request.number, now));
        offered.add("start %d at %d".formatted(request.number, wall));
        return;
      }
      Request request = open.get(random.nextInt(open.size()));
      if (random.nextInt(15) == 0) {
        open.remove(request);
        bench.ring.offer(Events.ended(request.number, request.acceptedMicros, now, request.chunks));
        offered.add(
            "end %d at %d with %d tokens since %d"
                .formatted(
                    request.number,
                    wall,
                    request.chunks,
                    SteppedClock.EPOCH + request.acceptedMicros));
        return;
      }
      long since = now - request.lastMicros;
      bench.ring.offer(Events.chunk(request.number, request.chunks, now, since));
      offered.add(
          "chunk %d of %d at %d after %d".formatted(request.chunks, request.number, wall, since));
      request.lastMicros = now;
      request.chunks++;
    }

    void end(Request request) {
      open.remove(request);
      bench.ring.offer(
          Events.ended(
              request.number,
              request.acceptedMicros,
              bench.clock.monotonicMicros(),
              request.chunks));
      offered.add(
          "end %d at %d with %d tokens since %d"
              .formatted(
                  request.number,
                  bench.clock.epochMicros(),
                  request.chunks,
                  SteppedClock.EPOCH + request.acceptedMicros));
    }
  }

  private static List<String> sorted(List<String> lines) {
    return lines.stream().sorted().toList();
  }

  private static List<String> read(BuilderBench bench) {
    List<String> read = new ArrayList<>();
    ReportCursor cursor = new ReportCursor();
    for (int i = 0; i < bench.reports.size(); i++) {
      NodeReport report = bench.reports.get(i);
      for (RequestStart start : report.getStarted()) {
        read.add(
            "start %d at %d"
                .formatted(
                    start.getRequest(),
                    report.getBaseTimeMicros() + start.getAcceptedOffsetMicros()));
      }
      assertThat(cursor.open(bench.built.get(i).bytes())).isNull();
      for (TokenEventCursor event = cursor.tokenEvents(); event.next(); ) {
        read.add(
            "chunk %d of %d at %d after %d"
                .formatted(
                    event.index(), event.request(), event.timeMicros(), event.sinceMicros()));
      }
      for (RequestEnd end : report.getEnded()) {
        read.add(
            "end %d at %d with %d tokens since %d"
                .formatted(
                    end.getRequest(),
                    report.getBaseTimeMicros() + end.getEndOffsetMicros(),
                    end.getCountedOutputTokens(),
                    report.getBaseTimeMicros() + end.getAcceptedOffsetMicros()));
      }
    }
    return read;
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whatIsReadIsWhatWentIn(long seed) {
    BuilderBench bench = new BuilderBench();
    Traffic traffic = new Traffic(bench, seed);
    int perStep = 1 + traffic.random.nextInt(600);
    for (int step = 0; step < 120; step++) {
      for (int i = traffic.random.nextInt(perStep); i > 0; i--) {
        bench.clock.advanceMicros(1 + traffic.random.nextInt(30));
        traffic.event();
      }
      bench.clock.advanceMicros(1 + traffic.random.nextInt(20_000));
      bench.builder.step();
    }
    while (!traffic.open.isEmpty()) {
      bench.clock.advanceMicros(5);
      traffic.end(traffic.open.get(0));
    }
    bench.builder.end();

    assertThat(sorted(read(bench))).as(describe(seed)).isEqualTo(sorted(traffic.offered));
    checkOrder(bench, seed);
    checkInFlight(bench, seed);
    assertThat(bench.built.stream().mapToInt(BuiltReport::events).sum())
        .as(describe(seed))
        .isEqualTo(traffic.offered.size());
  }

  /** Nothing comes after a report that said it was complete through later; numbers have no gap. */
  private static void checkOrder(BuilderBench bench, long seed) {
    long completeThrough = Long.MIN_VALUE;
    for (int i = 0; i < bench.reports.size(); i++) {
      NodeReport report = bench.reports.get(i);
      assertThat(report.getSequence()).as(describe(seed)).isEqualTo(i);
      assertThat(report.getCompleteThroughMicros())
          .as(describe(seed))
          .isGreaterThanOrEqualTo(completeThrough);
      for (Long time : eventTimes(bench, i)) {
        assertThat(time).as(describe(seed)).isGreaterThan(completeThrough);
      }
      completeThrough = report.getCompleteThroughMicros();
      boolean last = i == bench.reports.size() - 1;
      assertThat(report.getState())
          .as(describe(seed))
          .isEqualTo(last ? ProducerState.FINAL : ProducerState.RUNNING);
    }
  }

  private static List<Long> eventTimes(BuilderBench bench, int index) {
    List<Long> times = new ArrayList<>();
    ReportCursor cursor = new ReportCursor();
    assertThat(cursor.open(bench.built.get(index).bytes())).isNull();
    for (TokenEventCursor event = cursor.tokenEvents(); event.next(); ) {
      times.add(event.timeMicros());
    }
    NodeReport report = bench.reports.get(index);
    long base = report.getBaseTimeMicros();
    report.getStarted().forEach(start -> times.add(base + start.getAcceptedOffsetMicros()));
    report.getEnded().forEach(end -> times.add(base + end.getEndOffsetMicros()));
    return times;
  }

  /** The list is what the reports up to it leave in flight, however one adds them up. */
  private static void checkInFlight(BuilderBench bench, long seed) {
    Map<Long, Long> acceptedByRequest = new TreeMap<>();
    Map<Long, Long> tokens = new HashMap<>();
    int lists = 0;
    for (NodeReport report : bench.reports) {
      long base = report.getBaseTimeMicros();
      report
          .getStarted()
          .forEach(
              start ->
                  acceptedByRequest.put(
                      start.getRequest(), base + start.getAcceptedOffsetMicros()));
      report
          .getRuns()
          .forEach(
              run -> tokens.merge(run.getRequest(), run.getGapMicros().size() + 1L, Long::sum));
      report.getEnded().forEach(end -> acceptedByRequest.remove(end.getRequest()));
      if (report.getInFlight() != null) {
        lists++;
        Map<Long, Long> listed = new TreeMap<>();
        for (InFlightRequest request : report.getInFlight()) {
          listed.put(request.getRequest(), base + request.getAcceptedOffsetMicros());
          assertThat(request.getOutputTokens())
              .as(describe(seed))
              .isEqualTo(tokens.getOrDefault(request.getRequest(), 0L));
        }
        assertThat(listed).as(describe(seed)).isEqualTo(acceptedByRequest);
      }
    }
    assertThat(lists).as(describe(seed)).isGreaterThan(1);
    assertThat(bench.last().getInFlight()).as(describe(seed)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void aSmallRingLosesNothingUncounted(long seed) {
    BuilderBench bench = new BuilderBench(256);
    Traffic traffic = new Traffic(bench, seed);
    for (int step = 0; step < 200; step++) {
      for (int i = traffic.random.nextInt(600); i > 0; i--) {
        bench.clock.advanceMicros(1 + traffic.random.nextInt(30));
        traffic.event();
      }
      bench.clock.advanceMicros(1 + traffic.random.nextInt(20_000));
      bench.builder.step();
    }
    while (!traffic.open.isEmpty()) {
      traffic.end(traffic.open.get(0));
    }
    bench.builder.end();

    long dropped = 0;
    for (DropReason reason : DropReason.values()) {
      dropped += bench.drops.events(reason);
    }
    int reported = bench.built.stream().mapToInt(BuiltReport::events).sum();
    assertThat(bench.drops.events(DropReason.RING_FULL_CHUNK)).as(describe(seed)).isPositive();
    assertThat(reported + dropped).as(describe(seed)).isEqualTo(traffic.offered.size());
    assertThat(bench.counts.inFlight()).as(describe(seed)).isZero();
  }
}
