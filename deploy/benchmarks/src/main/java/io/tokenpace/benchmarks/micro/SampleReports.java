package io.tokenpace.benchmarks.micro;

import io.tokenpace.benchmarks.traffic.GeneratedReport;
import io.tokenpace.benchmarks.traffic.Traffic;
import io.tokenpace.benchmarks.traffic.TrafficOptions;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Reports of one node, in their order. */
@State(Scope.Benchmark)
public class SampleReports {
  private static final int TOKENS_PER_STREAM = 1_000;

  /** Requests the node answers at a time. */
  @Param({"200", "5"})
  public int streams;

  private final List<byte[]> reports = new ArrayList<>();
  private long tokens;

  /** What one invocation read: JMH then gives the time per token beside that per invocation. */
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  @State(Scope.Thread)
  public static class Read {
    /** Token events. */
    public long tokens;
  }

  /** Makes the reports up. */
  @Setup
  public void generate() {
    tokens =
        Traffic.generate(
                new TrafficOptions(
                    1, streams, 2, 10, 1, 256, 25_000, 0.3, (long) streams * TOKENS_PER_STREAM, 1),
                (GeneratedReport report) -> reports.add(report.bytes()))
            .tokens();
  }

  List<byte[]> reports() {
    return reports;
  }

  long tokens() {
    return tokens;
  }
}
