package io.tokenpace.jobs.node;

import io.tokenpace.aggregation.config.PipelineConfig;
import io.tokenpace.aggregation.config.Run;
import io.tokenpace.aggregation.slice.GroupState;
import io.tokenpace.aggregation.slice.NodeFolder;
import io.tokenpace.aggregation.slice.NodeFolder.Verdict;
import io.tokenpace.aggregation.slice.SlicePartial;
import io.tokenpace.jobs.source.Report;
import io.tokenpace.jobs.state.GroupStateSerializer;
import io.tokenpace.jobs.state.StateShape;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Folds the reports of a serving group's nodes into slices and gives these away when event time has
 * passed them.
 *
 * <p>Confined to its task's thread.
 */
public final class NodeFunction extends KeyedProcessFunction<String, Report, SlicePartial>
    implements CheckpointedFunction {
  /** Reports that came too late for their slice. */
  public static final OutputTag<LateReport> LATE_REPORTS =
      new OutputTag<>("late-reports", TypeInformation.of(LateReport.class));

  private static final long serialVersionUID = 1L;
  private static final ValueStateDescriptor<GroupState> STATE =
      new ValueStateDescriptor<>("serving-group", GroupStateSerializer.INSTANCE);

  private final PipelineConfig config;
  private final Run run;
  private final Map<Verdict, LongCounter> verdicts = new EnumMap<>(Verdict.class);
  private transient @Nullable NodeFolder folder;
  private transient @Nullable ValueState<GroupState> states;

  /** A function for one run under one configuration. */
  public NodeFunction(PipelineConfig config, Run run) {
    this.config = config;
    this.run = run;
    for (Verdict verdict : Verdict.values()) {
      verdicts.put(verdict, new LongCounter());
    }
  }

  /** Accumulator: reports of which this became. */
  public static String accumulator(Verdict verdict) {
    return "reports_" + verdict.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    StateShape.requireSame(context, config.stateShape());
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) {
    // The shape was noted when the state was opened; it never changes.
  }

  @Override
  public void open(OpenContext context) {
    folder = new NodeFolder(config, run);
    states = getRuntimeContext().getState(STATE);
    verdicts.forEach(
        (verdict, counter) -> getRuntimeContext().addAccumulator(accumulator(verdict), counter));
  }

  @Override
  public void processElement(Report report, Context context, Collector<SlicePartial> out)
      throws Exception {
    ValueState<GroupState> stored = Objects.requireNonNull(states);
    @Nullable GroupState known = stored.value();
    GroupState state = known == null ? new GroupState() : known;
    long watermark = context.timerService().currentWatermark();
    Verdict verdict =
        Objects.requireNonNull(folder)
            .offer(
                state,
                report.bytes(),
                report.appendedMicros(),
                watermark,
                output(context.timerService(), out));
    Objects.requireNonNull(verdicts.get(verdict)).add(1);
    if (verdict == Verdict.LATE) {
      context.output(LATE_REPORTS, new LateReport(report.node(), report.bytes(), watermark));
    }
    store(stored, state);
  }

  @Override
  public void onTimer(long millis, OnTimerContext context, Collector<SlicePartial> out)
      throws Exception {
    ValueState<GroupState> stored = Objects.requireNonNull(states);
    @Nullable GroupState state = stored.value();
    if (state != null) {
      Objects.requireNonNull(folder).advance(state, millis, output(context.timerService(), out));
      store(stored, state);
    }
  }

  private static void store(ValueState<GroupState> stored, GroupState state) throws Exception {
    if (state.isEmpty()) {
      stored.clear();
    } else {
      stored.update(state);
    }
  }

  private static NodeFolder.Output output(TimerService timers, Collector<SlicePartial> out) {
    return new NodeFolder.Output() {
      @Override
      public void partial(SlicePartial partial) {
        out.collect(partial);
      }

      @Override
      public void wakeAt(long millis) {
        timers.registerEventTimeTimer(millis);
      }
    };
  }
}
