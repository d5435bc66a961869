package io.tokenpace.aggregation.state;

import io.tokenpace.schemas.histogram.Histogram;
import io.tokenpace.schemas.histogram.HistogramLayout;
import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.Latency;
import io.tokenpace.schemas.metrics.MetricGroup;
import io.tokenpace.schemas.metrics.MetricSet;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of a {@link MetricSet}: sparse, as most counters of a slice are 0 and most cells empty.
 *
 * <pre>
 *   version 1 | groups (bits)
 *   | counters ≠ 0: how many, then (position, value) each
 *   | latencies with observations: how many, then each
 *       position | sum | min | max | cells: how many, then (distance to the one before, count) each
 * </pre>
 *
 * <p>Positions are those of the enums, which only ever grow at their ends.
 */
public final class MetricSetCodec implements VersionedCodec<MetricSet> {
  private static final int VERSION = 1;

  @Override
  public void write(MetricSet metrics, DataOutput output) throws IOException {
    output.writeByte(VERSION);
    int groups = 0;
    for (MetricGroup group : MetricGroup.ALL) {
      groups |= metrics.knows(group) ? group.bit() : 0;
    }
    Varints.write(groups, output);
    int counters = 0;
    for (Counter counter : Counter.ALL) {
      counters += metrics.get(counter) != 0 ? 1 : 0;
    }
    Varints.write(counters, output);
    for (Counter counter : Counter.ALL) {
      if (metrics.get(counter) != 0) {
        Varints.write(counter.ordinal(), output);
        Varints.write(metrics.get(counter), output);
      }
    }
    int latencies = 0;
    for (Latency latency : Latency.ALL) {
      latencies += metrics.latency(latency) != null ? 1 : 0;
    }
    Varints.write(latencies, output);
    for (Latency latency : Latency.ALL) {
      Histogram histogram = metrics.latency(latency);
      if (histogram != null) {
        Varints.write(latency.ordinal(), output);
        write(histogram, output);
      }
    }
  }

  private static void write(Histogram histogram, DataOutput output) throws IOException {
    Varints.write(histogram.sum(), output);
    Varints.write(histogram.minMicros(), output);
    Varints.write(histogram.maxMicros(), output);
    Varints.write(histogram.cells(), output);
    CellWriter writer = new CellWriter(output);
    histogram.forEachCell(writer);
    if (writer.failure != null) {
      throw writer.failure;
    }
  }

  /** Writes cells as they are visited, and keeps what went wrong for the caller to throw. */
  private static final class CellWriter implements Histogram.CellVisitor {
    private final DataOutput output;
    private int previous;
    private @Nullable IOException failure;

    private CellWriter(DataOutput output) {
      this.output = output;
    }

    @Override
    public void cell(int index, long count) {
      try {
        Varints.write(index - previous, output);
        Varints.write(count, output);
      } catch (IOException e) {
        failure = e;
      }
      previous = index;
    }
  }

  @Override
  public MetricSet read(DataInput input) throws IOException {
    VersionedCodec.requireVersion("metrics", VERSION, input);
    MetricSet metrics = new MetricSet();
    long groups = Varints.read(input);
    for (MetricGroup group : MetricGroup.ALL) {
      if ((groups & group.bit()) != 0) {
        metrics.know(group);
      }
    }
    for (int left = Varints.readCount(input); left > 0; left--) {
      Counter counter = at(Counter.ALL, input);
      metrics.add(counter, Varints.read(input));
    }
    for (int left = Varints.readCount(input); left > 0; left--) {
      Latency latency = at(Latency.ALL, input);
      metrics.observe(latency).merge(readHistogram(input));
    }
    return metrics;
  }

  private static <T> T at(List<T> all, DataInput input) throws IOException {
    int position = Varints.readCount(input);
    if (position >= all.size()) {
      throw new IOException("position: %d (expected: 0 to %d)".formatted(position, all.size() - 1));
    }
    return all.get(position);
  }

  private static Histogram readHistogram(DataInput input) throws IOException {
    long sum = Varints.read(input);
    long min = Varints.read(input);
    long max = Varints.read(input);
    int cells = Varints.readCount(input);
    if (cells > HistogramLayout.CELLS) {
      throw new IOException(
          "cells: %d (expected: at most %d)".formatted(cells, HistogramLayout.CELLS));
    }
    int[] index = new int[cells];
    long[] counts = new long[cells];
    int previous = 0;
    for (int cell = 0; cell < cells; cell++) {
      previous += Varints.readCount(input);
      index[cell] = previous;
      counts[cell] = Varints.read(input);
    }
    try {
      return Histogram.of(index, counts, sum, min, max);
    } catch (IllegalArgumentException e) {
      throw new IOException("histogram: " + e.getMessage(), e);
    }
  }

  @Override
  public MetricSet copy(MetricSet metrics) {
    return metrics.copy();
  }

  @Override
  public MetricSet empty() {
    return new MetricSet();
  }
}
