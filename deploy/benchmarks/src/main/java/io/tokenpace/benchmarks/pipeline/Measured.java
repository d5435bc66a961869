package io.tokenpace.benchmarks.pipeline;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;

/**
 * What one run took.
 *
 * @param tokens token events it read
 * @param wallNanos time from its start to its end
 * @param cpuNanos processor time of the whole process meanwhile: compilers and collector included
 * @param brokerCpuNanos processor time of the broker's process meanwhile
 */
record Measured(long tokens, long wallNanos, long cpuNanos, long brokerCpuNanos) {
  private static final double NANOS_PER_SECOND = 1e9;

  /** Runs something that returns the token events it read, and measures it. */
  static Measured of(BrokerProcess broker, Callable<Long> run) throws Exception {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    // What an earlier run left behind is not this one's to collect.
    System.gc();
    long brokerCpuBefore = broker.cpuNanos();
    long cpuBefore = system.getProcessCpuTime();
    long before = System.nanoTime();
    long tokens = run.call();
    return new Measured(
        tokens,
        System.nanoTime() - before,
        system.getProcessCpuTime() - cpuBefore,
        broker.cpuNanos() - brokerCpuBefore);
  }

  double wallSeconds() {
    return wallNanos / NANOS_PER_SECOND;
  }

  double cpuSeconds() {
    return cpuNanos / NANOS_PER_SECOND;
  }

  double brokerCpuSeconds() {
    return brokerCpuNanos / NANOS_PER_SECOND;
  }

  double tokensPerSecond() {
    return tokens / wallSeconds();
  }

  double tokensPerCpuSecond() {
    return tokens / cpuSeconds();
  }

  /** Median of one of the figures; of an even number, the mean of the two in the middle. */
  static double median(List<Measured> runs, ToDoubleFunction<Measured> figure) {
    double[] sorted = runs.stream().mapToDouble(figure).sorted().toArray();
    if (sorted.length == 0) {
      throw new IllegalArgumentException("runs: none (expected: at least one)");
    }
    int upper = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[upper] : (sorted[upper - 1] + sorted[upper]) / 2;
  }
}
