package io.tokenpace.jobs.window;

import io.tokenpace.aggregation.config.PipelineConfig;
import io.tokenpace.aggregation.config.Run;
import io.tokenpace.aggregation.rollup.RollupKey;
import io.tokenpace.aggregation.slice.SlicePartial;
import io.tokenpace.aggregation.window.RollupState;
import io.tokenpace.aggregation.window.RowWriter;
import io.tokenpace.aggregation.window.WindowRoller;
import io.tokenpace.aggregation.window.WindowRow;
import io.tokenpace.jobs.kafka.TopicRecord;
import io.tokenpace.jobs.state.RollupStateSerializer;
import io.tokenpace.jobs.state.StateShape;
import java.util.Objects;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Rolls a key's partials into rows, ready for their topic.
 *
 * <p>Confined to its task's thread.
 */
public final class RollupFunction extends KeyedProcessFunction<String, SlicePartial, TopicRecord>
    implements CheckpointedFunction {
  /** Accumulator: rows issued, revisions included. */
  public static final String ROWS_ISSUED = "rows_issued";

  /** Accumulator: partials no window took any more. Above 0, a row lacks something. */
  public static final String PARTIALS_LOST = "partials_lost";

  private static final long serialVersionUID = 1L;
  private static final String KEY_SEPARATOR = "\n";
  private static final ValueStateDescriptor<RollupState> STATE =
      new ValueStateDescriptor<>("rollup", RollupStateSerializer.INSTANCE);

  private final PipelineConfig config;
  private final Run run;
  private final LongCounter rowsIssued = new LongCounter();
  private final LongCounter partialsLost = new LongCounter();
  private transient @Nullable WindowRoller roller;
  private transient @Nullable RowWriter writer;
  private transient @Nullable ValueState<RollupState> states;

  /** A function for one run under one configuration. */
  public RollupFunction(PipelineConfig config, Run run) {
    this.config = config;
    this.run = run;
  }

  /** What partials are keyed by. */
  public static String keyOf(SlicePartial partial) {
    return partial.key().rollup() + KEY_SEPARATOR + partial.key().labels();
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
    roller = new WindowRoller(config, run);
    writer = new RowWriter(config, run);
    states = getRuntimeContext().getState(STATE);
    getRuntimeContext().addAccumulator(ROWS_ISSUED, rowsIssued);
    getRuntimeContext().addAccumulator(PARTIALS_LOST, partialsLost);
  }

  @Override
  public void processElement(SlicePartial partial, Context context, Collector<TopicRecord> out)
      throws Exception {
    WindowRoller windows = Objects.requireNonNull(roller);
    ValueState<RollupState> stored = Objects.requireNonNull(states);
    @Nullable RollupState known = stored.value();
    RollupState state = known == null ? windows.newState() : known;
    TimerService timers = context.timerService();
    if (!windows.add(state, partial, timers.currentWatermark(), output(timers, out))) {
      partialsLost.add(1);
    }
    store(stored, state);
  }

  @Override
  public void onTimer(long millis, OnTimerContext context, Collector<TopicRecord> out)
      throws Exception {
    ValueState<RollupState> stored = Objects.requireNonNull(states);
    @Nullable RollupState state = stored.value();
    if (state != null) {
      String[] key = context.getCurrentKey().split(KEY_SEPARATOR, 2);
      Objects.requireNonNull(roller)
          .advance(
              state, new RollupKey(key[0], key[1]), millis, output(context.timerService(), out));
      store(stored, state);
    }
  }

  private static void store(ValueState<RollupState> stored, RollupState state) throws Exception {
    if (state.isEmpty()) {
      stored.clear();
    } else {
      stored.update(state);
    }
  }

  private WindowRoller.Output output(TimerService timers, Collector<TopicRecord> out) {
    RowWriter rows = Objects.requireNonNull(writer);
    return new WindowRoller.Output() {
      @Override
      public void row(WindowRow row) {
        rowsIssued.add(1);
        out.collect(new TopicRecord(rows.key(row), rows.value(row)));
      }

      @Override
      public void wakeAt(long millis) {
        timers.registerEventTimeTimer(millis);
      }
    };
  }
}
