package io.tokenpace.benchmarks.micro;

import io.tokenpace.schemas.histogram.Histogram;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What an observation costs by itself. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 7, time = 1)
public class HistogramBenchmark {
  private static final int VALUES = 4_096;
  private static final double MEDIAN_MICROS = 25_000;
  private static final double SIGMA = 0.3;

  private final long[] valuesMicros = new long[VALUES];
  private final Histogram histogram = new Histogram();

  /** Gaps as a stream has them. */
  public HistogramBenchmark() {
    Random random = new Random(1);
    for (int i = 0; i < VALUES; i++) {
      valuesMicros[i] = (long) (MEDIAN_MICROS * Math.exp(SIGMA * random.nextGaussian()));
    }
  }

  /** One after the other. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public Histogram add() {
    for (long valueMicros : valuesMicros) {
      histogram.add(valueMicros);
    }
    return histogram;
  }

  /** As many at once, as a run hands them over. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public Histogram addAll() {
    histogram.addAll(valuesMicros, 0, VALUES);
    return histogram;
  }
}
