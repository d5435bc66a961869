package io.tokenpace.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What readings may say; that they are read as written is tested with the whole of reports. */
class GaugeCursorsTest {
  private static final long BASE = 1_700_000_000_000_000L;
  private static final String TOO_LONG = "x".repeat(129);

  private final ReportCursor cursor = new ReportCursor();

  private void taken(String field, UnaryOperator<HandEncoder> encoding) {
    assertThat(cursor.open(new HandReport().set(field, encoding).record())).isNull();
  }

  private void refused(String field, UnaryOperator<HandEncoder> encoding, String detail) {
    Rejection rejection =
        Objects.requireNonNull(
            cursor.open(new HandReport().set(field, encoding).record()), "a rejection");
    assertThat(rejection.reason()).isEqualTo(RejectionReason.INVALID);
    assertThat(rejection.detail()).startsWith(detail).contains("(expected: ");
  }

  private static UnaryOperator<HandEncoder> counter(
      String engine, String name, String unit, long startedAt, long offset, long value) {
    return e -> e.number(1).text(engine, name, unit).number(startedAt, offset, value).number(0);
  }

  private static UnaryOperator<HandEncoder> sample(
      String engine, String name, String unit, long offset, long value) {
    return e -> e.number(1).text(engine, name, unit).number(offset, value).number(0);
  }

  /** Utilisation, memory used, memory in all, power. */
  private static UnaryOperator<HandEncoder> gpu(String uuid, long offset, long... optional) {
    return e -> {
      e.number(1).text(uuid).number(offset);
      for (long value : optional) {
        e.number(1, value);
      }
      return e.number(0);
    };
  }

  @Test
  void countersAreReadUpToTheirBounds() {
    taken("engineCounters", counter("e", "hits", "tokens", 0, -(1L << 40), 1L << 50));
    EngineCounterCursor counters = cursor.engineCounters();
    assertThat(counters.next()).isTrue();
    assertThat(counters.engine()).isEqualTo("e");
    assertThat(counters.name()).isEqualTo("hits");
    assertThat(counters.unit()).isEqualTo("tokens");
    assertThat(counters.startedAtMicros()).isZero();
    assertThat(counters.timeMicros()).isEqualTo(BASE - (1L << 40));
    assertThat(counters.value()).isEqualTo(1L << 50);
    assertThat(counters.next()).isFalse();
    assertThat(cursor.engineCounters().next()).as("from the beginning").isTrue();
  }

  @Test
  void countersThatCannotBeAreRefused() {
    String field = "engineCounters";
    refused(field, counter("", "n", "u", 1, 0, 1), "engineCounters.engine: 0 bytes");
    refused(field, counter("e", TOO_LONG, "u", 1, 0, 1), "engineCounters.name: 129 bytes");
    refused(field, counter("e", "n", "", 1, 0, 1), "engineCounters.unit: 0 bytes");
    refused(field, counter("e", "n", "u", -1, 0, 1), "engineCounters.startedAtMicros: -1");
    refused(
        field, counter("e", "n", "u", 1L << 52, 0, 1), "engineCounters.startedAtMicros: 450359962");
    refused(
        field,
        counter("e", "n", "u", 1, (1L << 40) + 1, 1),
        "engineCounters.offsetMicros: 1099511");
    refused(field, counter("e", "n", "u", 1, 0, -1), "engineCounters.value: -1");
    refused(field, counter("e", "n", "u", 1, 0, (1L << 50) + 1), "engineCounters.value: 112589990");
  }

  @Test
  void samplesAreReadUpToTheBoundsOfTheirUnit() {
    taken("engineSamples", sample("e", "kv", "ppm", 7, 1_000_000));
    EngineSampleCursor samples = cursor.engineSamples();
    assertThat(samples.next()).isTrue();
    assertThat(samples.engine()).isEqualTo("e");
    assertThat(samples.name()).isEqualTo("kv");
    assertThat(samples.unit()).isEqualTo("ppm");
    assertThat(samples.timeMicros()).isEqualTo(BASE + 7);
    assertThat(samples.value()).isEqualTo(1_000_000);
    taken("engineSamples", sample("e", "heap", "bytes", 7, 1L << 50));
    taken("engineSamples", sample("e", "q", "count", 7, 1L << 24));
    refused(
        "engineSamples", sample("e", "kv", "ppm", 7, 1_000_001), "engineSamples.value: 1000001");
    refused("engineSamples", sample("e", "q", "count", 7, -1), "engineSamples.value: -1");
    refused(
        "engineSamples",
        sample("e", "q", "count", 7, (1L << 24) + 1),
        "engineSamples.value: 16777217");
    refused(
        "engineSamples",
        sample("e", "heap", "bytes", 7, (1L << 50) + 1),
        "engineSamples.value: 112589990");
    refused("engineSamples", sample("e", "", "count", 7, 1), "engineSamples.name: 0 bytes");
    refused(
        "engineSamples",
        sample("e", "q", "count", -(1L << 41), 1),
        "engineSamples.offsetMicros: -2199023255552");
  }

  @Test
  void gpusNeedNotGiveEverything() {
    taken("gpuSamples", e -> e.number(1).text("GPU-1").number(9, 0, 0, 0, 0, 0));
    GpuSampleCursor gpus = cursor.gpuSamples();
    assertThat(gpus.next()).isTrue();
    assertThat(gpus.uuid()).isEqualTo("GPU-1");
    assertThat(gpus.timeMicros()).isEqualTo(BASE + 9);
    assertThat(gpus.utilisationPpm()).isEqualTo(-1);
    assertThat(gpus.memoryUsedBytes()).isEqualTo(-1);
    assertThat(gpus.memoryTotalBytes()).isEqualTo(-1);
    assertThat(gpus.powerMilliwatts()).isEqualTo(-1);
    taken("gpuSamples", gpu("GPU-1", 9, 1_000_000, 1L << 50, 1L << 50, 1L << 28));
    refused("gpuSamples", gpu("", 9, 1, 1, 1, 1), "gpuSamples.uuid: 0 bytes");
    refused("gpuSamples", gpu("G", 9, 1_000_001, 1, 1, 1), "gpuSamples.utilisationPpm: 1000001");
    refused("gpuSamples", gpu("G", 9, 1, -1, 1, 1), "gpuSamples.memoryUsedBytes: -1");
    refused("gpuSamples", gpu("G", 9, 1, 1, 1L << 51, 1), "gpuSamples.memoryTotalBytes: 22");
    refused("gpuSamples", gpu("G", 9, 1, 1, 1, 1L << 29), "gpuSamples.powerMilliwatts: 536870912");
  }

  @Test
  void whatTheProducerSaysOfItselfIsBounded() {
    taken("drops", e -> e.number(1).text("ring_full").number(1L << 50, 0));
    DropCursor drops = cursor.drops();
    assertThat(drops.next()).isTrue();
    assertThat(drops.reason()).isEqualTo("ring_full");
    assertThat(drops.events()).isEqualTo(1L << 50);
    refused("drops", e -> e.number(1).text("").number(1, 0), "drops.reason: 0 bytes");
    refused("drops", e -> e.number(1).text("ring_full").number(-1, 0), "drops.events: -1");
    taken("loopLagMicros", e -> e.number(1, 250));
    assertThat(cursor.loopLagMicros()).isEqualTo(250);
    taken("loopLagMicros", e -> e.number(0));
    assertThat(cursor.loopLagMicros()).isEqualTo(-1);
    refused("loopLagMicros", e -> e.number(1, -1), "loopLagMicros: -1");
    taken("clockStepMicros", e -> e.number(-5));
    assertThat(cursor.clockStepMicros()).isEqualTo(-5);
    refused("clockStepMicros", e -> e.number(Long.MIN_VALUE), "clockStepMicros: -9223372036854");
    refused("clockStepMicros", e -> e.number(1L << 52), "clockStepMicros: 4503599627370496");
  }
}
