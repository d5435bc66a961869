package io.tokenpace.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.tokenpace.schemas.wire.NodeReport;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** What reading a report allocates, as the thread's own counter says. */
class ReportCursorMemoryTest {
  private final ReportCursor cursor = new ReportCursor();

  @Test
  void lyingCountsCostNoMemory() {
    byte[] record =
        new HandReport().set("runs", encoder -> encoder.number(Long.MAX_VALUE)).record();
    WireCodec<NodeReport> codec = WireCodec.nodeReports();
    long most = 0;
    for (int i = 0; i < 200; i++) {
      long before = allocatedBytes();
      assertThat(cursor.open(record)).isNotNull();
      assertThat(codec.decode(record)).isInstanceOf(Decoded.Rejected.class);
      most = i < 100 ? 0 : Math.max(most, allocatedBytes() - before);
    }
    assertThat(most).isLessThan(64 * 1024);
  }

  @Test
  void openingAndWalkingAllocatesTheNodesNameOnly() {
    byte[] record = new HandReport().record();
    long chunks = 0;
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 20_000; i++) {
      long before = allocatedBytes();
      if (cursor.open(record) != null) {
        throw new AssertionError("refused");
      }
      for (StartedCursor start = cursor.started(); start.next(); ) {
        chunks += start.prompts();
      }
      for (RunCursor run = cursor.runs(); run.next(); ) {
        chunks += run.chunks();
      }
      for (EndedCursor end = cursor.ended(); end.next(); ) {
        chunks += end.choices();
      }
      for (InFlightCursor listed = cursor.inFlight(); listed != null && listed.next(); ) {
        chunks += listed.outputTokens();
      }
      chunks += gauges();
      least = Math.min(least, allocatedBytes() - before);
    }
    assertThat(chunks).isEqualTo(20_000 * (22 + 11 + 2 + 12 + 9));
    // The name and its bytes.
    assertThat(least - measuringItself()).isLessThan(128);
  }

  /** Every number and text of the hand-made report's readings, as one number. */
  private long gauges() {
    long sum = 0;
    for (EngineCounterCursor counter = cursor.engineCounters(); counter.next(); ) {
      sum += counter.name().length();
    }
    for (EngineSampleCursor sample = cursor.engineSamples(); sample.next(); ) {
      sum += sample.engine().length() * sample.value();
    }
    for (GpuSampleCursor gpu = cursor.gpuSamples(); gpu.next(); ) {
      sum += gpu.uuid().length() + gpu.utilisationPpm() / 124_000;
    }
    for (DropCursor drop = cursor.drops(); drop.next(); ) {
      sum += drop.reason().length();
    }
    return sum;
  }

  @Test
  void walkingTokenEventsAllocatesNothing() {
    assertThat(cursor.open(new HandReport().record())).isNull();
    // Measuring allocates too until it is compiled; how many rounds that takes is the machine's.
    long walking = leastOfWalking();
    for (int more = 0; more < 50 && walking != measuringItself(); more++) {
      walking = leastOfWalking();
    }
    assertThat(walking).isEqualTo(measuringItself());
  }

  private long leastOfWalking() {
    long micros = 0;
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 20_000; i++) {
      long before = allocatedBytes();
      for (TokenEventCursor event = cursor.tokenEvents(); event.next(); ) {
        micros += event.sinceMicros() + event.kind().ordinal() + event.source().ordinal();
      }
      least = Math.min(least, allocatedBytes() - before);
    }
    assertThat(micros).isPositive();
    return least;
  }

  private static long measuringItself() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 20_000; i++) {
      long before = allocatedBytes();
      least = Math.min(least, allocatedBytes() - before);
    }
    return least;
  }

  private static long allocatedBytes() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }
}
