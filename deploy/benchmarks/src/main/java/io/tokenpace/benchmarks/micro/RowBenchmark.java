package io.tokenpace.benchmarks.micro;

import io.tokenpace.aggregation.config.PipelineConfig;
import io.tokenpace.aggregation.config.Run;
import io.tokenpace.aggregation.slice.GroupState;
import io.tokenpace.aggregation.slice.NodeFolder;
import io.tokenpace.aggregation.slice.SlicePartial;
import io.tokenpace.aggregation.window.RollupState;
import io.tokenpace.aggregation.window.RowWriter;
import io.tokenpace.aggregation.window.WindowRoller;
import io.tokenpace.aggregation.window.WindowRow;
import io.tokenpace.schemas.histogram.Histogram;
import io.tokenpace.schemas.metrics.Latency;
import io.tokenpace.schemas.metrics.MetricSet;
import io.tokenpace.schemas.wire.Vantage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What partials cost on their way into rows. None of it is by the token: it is by node, key, slice
 * and window.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 7, time = 1)
public class RowBenchmark {
  private static final PipelineConfig CONFIG = PipelineConfig.DEFAULT;

  // History: a live key would also wake to fall silent.
  private static final Run RUN = new Run("history", false, 0, Long.MAX_VALUE / 2, Vantage.ENGINE);

  private final WindowRoller roller = new WindowRoller(CONFIG, RUN);
  private final RowWriter writer = new RowWriter(CONFIG, RUN);
  private final Rows rows = new Rows();
  private RollupState filled = roller.newState();
  private List<SlicePartial> partials = List.of();
  private MetricSet metrics = new MetricSet();
  private long rowEndMillis;

  /** Keeps the last row, and lets nobody be woken. */
  private static final class Rows implements WindowRoller.Output {
    private final List<WindowRow> issued = new ArrayList<>();

    @Override
    public void row(WindowRow row) {
      issued.add(row);
    }

    @Override
    public void wakeAt(long millis) {
      // Event time does not move here.
    }
  }

  /** Folds reports of one node into partials of the fleet, and these into panes. */
  @Setup
  public void fold(SampleReports sample) {
    partials = partials(sample);
    metrics = partials.get(0).metrics();
    filled = roller.newState();
    for (SlicePartial partial : partials) {
      roller.add(filled, partial, Long.MIN_VALUE, rows);
    }
    long slide = CONFIG.windows().get(0).slideMillis();
    rowEndMillis = CONFIG.windows().get(0).paneStart(lastStart()) + slide;
  }

  private long lastStart() {
    return partials.get(partials.size() - 1).sliceStartMillis();
  }

  private static List<SlicePartial> partials(SampleReports sample) {
    List<SlicePartial> partials = new ArrayList<>();
    NodeFolder.Output output =
        new NodeFolder.Output() {
          @Override
          public void partial(SlicePartial partial) {
            if (partial.key().rollup().equals("fleet")) {
              partials.add(partial);
            }
          }

          @Override
          public void wakeAt(long millis) {
            // Everything is given away at the end.
          }
        };
    NodeFolder folder = new NodeFolder(CONFIG, RUN);
    GroupState state = new GroupState();
    for (byte[] report : sample.reports()) {
      folder.offer(state, report, Long.MIN_VALUE, output);
    }
    folder.advance(state, Long.MAX_VALUE / 4, output);
    return partials;
  }

  /** A partial into a pane of each window; by the partial. */
  @Benchmark
  public RollupState addPartial() {
    roller.add(filled, partials.get(0), Long.MIN_VALUE, rows);
    return filled;
  }

  /** Metrics of a slice into others. */
  @Benchmark
  public MetricSet mergeMetrics() {
    MetricSet sum = new MetricSet();
    sum.merge(metrics);
    sum.merge(metrics);
    return sum;
  }

  /** Latencies of a slice into others. */
  @Benchmark
  public Histogram mergeHistogram() {
    Histogram gaps = Objects.requireNonNull(metrics.latency(Latency.ICL));
    Histogram sum = new Histogram();
    sum.merge(gaps);
    sum.merge(gaps);
    return sum;
  }

  /** A row of the shortest window out of its panes; by the row. */
  @Benchmark
  public WindowRow issueRow() {
    rows.issued.clear();
    roller.advance(filled, partials.get(0).key(), rowEndMillis - 1, rows);
    return rows.issued.get(0);
  }

  /** The same, and onto the wire. */
  @Benchmark
  public byte[] writeRow() {
    return writer.value(issueRow());
  }
}
