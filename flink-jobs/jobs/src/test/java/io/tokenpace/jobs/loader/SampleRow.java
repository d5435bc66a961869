package io.tokenpace.jobs.loader;

import io.tokenpace.jobs.kafka.KafkaRecord;
import io.tokenpace.schemas.codec.WireCodec;
import io.tokenpace.schemas.histogram.HistogramLayout;
import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.FleetMetricsFields;
import io.tokenpace.schemas.metrics.Latency;
import io.tokenpace.schemas.metrics.MetricGroup;
import io.tokenpace.schemas.metrics.MetricSet;
import io.tokenpace.schemas.wire.FleetMetrics;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A row to be loaded, and the raw observations it was made of, for an independent opinion. */
final class SampleRow {
  static final Instant WINDOW_END = Instant.parse("2026-03-04T05:06:00Z");
  static final Instant RUN_START = Instant.parse("2026-03-04T05:00:00.123456Z");
  static final Instant RUN_END = Instant.parse("2026-03-04T05:05:30.654321Z");

  final FleetMetrics row = new FleetMetrics();
  final Map<Counter, Long> counters = new EnumMap<>(Counter.class);
  final Map<Latency, long[]> observations = new EnumMap<>(Latency.class);

  private final Set<MetricGroup> known = EnumSet.noneOf(MetricGroup.class);

  private SampleRow() {
    set("run", "replay-1");
    set("live", false);
    set("runStart", RUN_START);
    set("runEnd", RUN_END);
    set("rollup", "model");
    set("key", "{\"model\":\"llama\"}");
    set("windowMillis", 60_000L);
    set("windowEnd", WINDOW_END);
    set("tumbling", true);
    set("revision", 0);
    set("configHash", "c0ffee");
    set("complete", true);
  }

  /** A row whose core group is known, as zeros. */
  static SampleRow empty() {
    SampleRow sample = new SampleRow();
    sample.fill(MetricGroup.CORE, new Random(0), 0);
    sample.write();
    return sample;
  }

  /** A row that folded this much. */
  static SampleRow folded(long folded) {
    SampleRow sample = empty();
    sample.counters.put(Counter.FOLDED, folded);
    sample.set(Counter.FOLDED.fieldName(), folded);
    return sample;
  }

  /** A row of random numbers; the core group and about half of the others are known. */
  static SampleRow random(Random random) {
    SampleRow sample = new SampleRow();
    for (MetricGroup group : MetricGroup.ALL) {
      if (group == MetricGroup.CORE || random.nextBoolean()) {
        sample.fill(group, random, 400);
      }
    }
    sample.write();
    return sample;
  }

  private void fill(MetricGroup group, Random random, int maxObservations) {
    known.add(group);
    for (Counter counter : Counter.ALL) {
      if (counter.group() == group) {
        long value = maxObservations == 0 ? 0 : random.nextInt(1_000_000);
        counters.put(counter, counter == Counter.UNPLACED_TOKENS ? -value : value);
      }
    }
    for (Latency latency : Latency.ALL) {
      if (latency.group() == group) {
        boolean any = maxObservations > 0 && random.nextInt(5) > 0;
        observations.put(
            latency,
            random
                .doubles(any ? 1 + random.nextInt(maxObservations) : 0, 0, 17)
                .mapToLong(logarithm -> (long) Math.exp(logarithm))
                .toArray());
      }
    }
  }

  private void write() {
    MetricSet metrics = new MetricSet();
    known.forEach(metrics::know);
    counters.forEach(metrics::add);
    observations.forEach(
        (latency, values) -> {
          for (long value : values) {
            metrics.observe(latency).add(value, 1, value * latency.sumUnit().perMicro());
          }
        });
    FleetMetricsFields.write(metrics, row);
  }

  /** Sets a field of the row, by its name on the wire. */
  SampleRow set(String field, @Nullable Object value) {
    row.put(row.getSchema().getField(field).pos(), value);
    return this;
  }

  byte[] encoded() {
    return WireCodec.fleetMetrics().encode(row);
  }

  ResultRow result() {
    return new ResultRow("any", row.getTumbling(), encoded());
  }

  KafkaRecord raw(long offset) {
    return new KafkaRecord("tokenpace.fleet-metrics", 3, offset, 1_000 + offset, encoded());
  }

  /** What a histogram of these observations holds, by ascending cell. */
  static Map<Integer, Long> cells(long[] values) {
    Map<Integer, Long> cells = new TreeMap<>();
    for (long value : values) {
      cells.merge(HistogramLayout.index(value), 1L, Long::sum);
    }
    return cells;
  }
}
