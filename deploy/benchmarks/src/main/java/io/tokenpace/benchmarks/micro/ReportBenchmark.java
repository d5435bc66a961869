package io.tokenpace.benchmarks.micro;

import io.tokenpace.aggregation.config.PipelineConfig;
import io.tokenpace.aggregation.config.Run;
import io.tokenpace.aggregation.slice.GroupState;
import io.tokenpace.aggregation.slice.NodeFolder;
import io.tokenpace.aggregation.slice.SlicePartial;
import io.tokenpace.schemas.codec.ReportCursor;
import io.tokenpace.schemas.codec.RunCursor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a report costs, by the token: to be checked, to be walked, to be folded into slices. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 7, time = 1)
public class ReportBenchmark {
  private static final NodeFolder.Output NOBODY =
      new NodeFolder.Output() {
        @Override
        public void partial(SlicePartial partial) {
          // Slices are not given away here.
        }

        @Override
        public void wakeAt(long millis) {
          // Event time does not move here.
        }
      };

  private final ReportCursor cursor = new ReportCursor();
  private final NodeFolder folder = new NodeFolder(PipelineConfig.DEFAULT, Run.live("live", 0));

  /** Every field checked, from end to end. */
  @Benchmark
  public void open(SampleReports sample, SampleReports.Read read) {
    for (byte[] report : sample.reports()) {
      open(report);
    }
    read.tokens += sample.tokens();
  }

  /** Checked, and every chunk visited. */
  @Benchmark
  public long walk(SampleReports sample, SampleReports.Read read) {
    long micros = 0;
    for (byte[] report : sample.reports()) {
      open(report);
      for (RunCursor run = cursor.runs(); run.next(); ) {
        read.tokens += run.tokens(0);
        for (int chunk = 1; chunk < run.chunks(); chunk++) {
          read.tokens += run.tokens(chunk);
          micros += run.gapMicros(chunk);
        }
      }
    }
    return micros;
  }

  /** Checked, and folded into the slices of a node nothing was known of. */
  @Benchmark
  public GroupState fold(SampleReports sample, SampleReports.Read read) {
    GroupState state = new GroupState();
    for (byte[] report : sample.reports()) {
      folder.offer(state, report, Long.MIN_VALUE, NOBODY);
    }
    read.tokens += sample.tokens();
    return state;
  }

  private void open(byte[] report) {
    if (cursor.open(report) != null) {
      throw new IllegalStateException("report: refused (expected: what was generated)");
    }
  }
}
