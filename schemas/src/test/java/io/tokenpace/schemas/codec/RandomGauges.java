package io.tokenpace.schemas.codec;

import io.tokenpace.schemas.wire.DropCount;
import io.tokenpace.schemas.wire.EngineCounter;
import io.tokenpace.schemas.wire.EngineSample;
import io.tokenpace.schemas.wire.GpuSample;
import io.tokenpace.schemas.wire.NodeReport;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Says of engines, GPUs and a producer whatever the wire takes, and remembers it line by line. */
final class RandomGauges {
  private static final String[] NAMES = {"queue_depth", "preemptions", "kv_cache", "größe"};
  private static final String[] UNITS = {"count", "ppm", "tokens", "B"};

  private final SplittableRandom random;

  RandomGauges(SplittableRandom random) {
    this.random = random;
  }

  /** Adds readings to a report, and returns what they say. */
  List<String> addTo(NodeReport.Builder report, long base) {
    List<String> lines = new ArrayList<>();
    List<EngineCounter> counters = new ArrayList<>();
    List<EngineSample> samples = new ArrayList<>();
    List<GpuSample> gpus = new ArrayList<>();
    List<DropCount> drops = new ArrayList<>();
    for (int left = random.nextInt(4); left > 0; left--) {
      counters.add(counter(base, lines));
    }
    for (int left = random.nextInt(4); left > 0; left--) {
      samples.add(sample(base, lines));
    }
    for (int left = random.nextInt(4); left > 0; left--) {
      gpus.add(gpu(base, lines));
    }
    for (int left = random.nextInt(3); left > 0; left--) {
      DropCount drop = new DropCount(pick(NAMES), random.nextLong(1L << random.nextInt(51)));
      drops.add(drop);
      lines.add("drop %s %d".formatted(drop.getReason(), drop.getEvents()));
    }
    long step = random.nextBoolean() ? 0 : random.nextLong(-1_000_000, 1_000_000);
    Long lag = maybe(1L << 40);
    report
        .setEngineCounters(counters)
        .setEngineSamples(samples)
        .setGpuSamples(gpus)
        .setDrops(drops)
        .setClockStepMicros(step)
        .setLoopLagMicros(lag);
    lines.add("step %d lag %d".formatted(step, lag == null ? -1 : lag));
    return lines;
  }

  private EngineCounter counter(long base, List<String> lines) {
    EngineCounter counter =
        new EngineCounter(
            "engine-" + random.nextInt(3),
            pick(NAMES),
            pick(UNITS),
            random.nextLong(base),
            random.nextLong(-1_000, 1_000),
            random.nextLong(1L << random.nextInt(51)));
    lines.add(
        "counter %s %s %s %d %d %d"
            .formatted(
                counter.getEngine(),
                counter.getName(),
                counter.getUnit(),
                counter.getStartedAtMicros(),
                base + counter.getOffsetMicros(),
                counter.getValue()));
    return counter;
  }

  private EngineSample sample(long base, List<String> lines) {
    String unit = pick(UNITS);
    EngineSample sample =
        new EngineSample(
            "engine-" + random.nextInt(3),
            pick(NAMES),
            unit,
            random.nextLong(-1_000, 1_000),
            random.nextLong(
                switch (unit) {
                  case "ppm" -> 1_000_001;
                  case "count" -> (1L << random.nextInt(25)) + 1;
                  default -> 1L << random.nextInt(51);
                }));
    lines.add(
        "sample %s %s %s %d %d"
            .formatted(
                sample.getEngine(),
                sample.getName(),
                sample.getUnit(),
                base + sample.getOffsetMicros(),
                sample.getValue()));
    return sample;
  }

  private GpuSample gpu(long base, List<String> lines) {
    GpuSample sample =
        new GpuSample(
            "GPU-" + random.nextInt(3),
            random.nextLong(-1_000, 1_000),
            maybe(1_000_001),
            maybe(1L << 40),
            maybe(1L << 40),
            maybe(1L << 28));
    lines.add(
        "gpu %s %d %d %d %d %d"
            .formatted(
                sample.getUuid(),
                base + sample.getOffsetMicros(),
                orAbsent(sample.getUtilisationPpm()),
                orAbsent(sample.getMemoryUsedBytes()),
                orAbsent(sample.getMemoryTotalBytes()),
                orAbsent(sample.getPowerMilliwatts())));
    return sample;
  }

  private @Nullable Long maybe(long bound) {
    return random.nextInt(3) == 0 ? null : random.nextLong(bound);
  }

  private static long orAbsent(@Nullable Long value) {
    return value == null ? -1 : value;
  }

  private String pick(String[] words) {
    return words[random.nextInt(words.length)];
  }
}
