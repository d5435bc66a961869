package io.tokenpace.aggregation.window;

import io.tokenpace.aggregation.state.MetricSetCodec;
import io.tokenpace.aggregation.state.Varints;
import io.tokenpace.aggregation.state.VersionedCodec;
import io.tokenpace.aggregation.window.RollupState.PerWindow;
import io.tokenpace.schemas.metrics.MetricSet;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;

/** Bytes of a {@link RollupState}: version 1, then per window panes, issued rows, touched rows. */
public final class RollupStateCodec implements VersionedCodec<RollupState> {
  private static final int VERSION = 1;

  private final MetricSetCodec metrics = new MetricSetCodec();

  @Override
  public void write(RollupState state, DataOutput output) throws IOException {
    output.writeByte(VERSION);
    Varints.write(state.windows.size(), output);
    for (PerWindow window : state.windows) {
      Varints.write(window.panes.size(), output);
      for (Map.Entry<Long, MetricSet> pane : window.panes.entrySet()) {
        Varints.write(pane.getKey(), output);
        metrics.write(pane.getValue(), output);
      }
      Varints.write(window.issued.size(), output);
      for (Map.Entry<Long, Integer> issued : window.issued.entrySet()) {
        Varints.write(issued.getKey(), output);
        Varints.write(issued.getValue(), output);
      }
      Varints.write(window.touchedLate.size(), output);
      for (long end : window.touchedLate) {
        Varints.write(end, output);
      }
    }
  }

  @Override
  public RollupState read(DataInput input) throws IOException {
    VersionedCodec.requireVersion("roll-up state", VERSION, input);
    RollupState state = new RollupState(0);
    for (int windows = Varints.readCount(input); windows > 0; windows--) {
      state.windows.add(readWindow(input));
    }
    return state;
  }

  private PerWindow readWindow(DataInput input) throws IOException {
    PerWindow window = new PerWindow();
    for (int left = Varints.readCount(input); left > 0; left--) {
      window.panes.put(Varints.read(input), metrics.read(input));
    }
    for (int left = Varints.readCount(input); left > 0; left--) {
      window.issued.put(Varints.read(input), Varints.readCount(input));
    }
    for (int left = Varints.readCount(input); left > 0; left--) {
      window.touchedLate.add(Varints.read(input));
    }
    return window;
  }

  @Override
  public RollupState copy(RollupState state) {
    RollupState copy = new RollupState(state.windows.size());
    for (int i = 0; i < state.windows.size(); i++) {
      PerWindow from = state.windows.get(i);
      PerWindow to = copy.windows.get(i);
      from.panes.forEach((start, pane) -> to.panes.put(start, pane.copy()));
      to.issued.putAll(from.issued);
      to.touchedLate.addAll(from.touchedLate);
    }
    return copy;
  }

  @Override
  public RollupState empty() {
    return new RollupState(0);
  }
}
