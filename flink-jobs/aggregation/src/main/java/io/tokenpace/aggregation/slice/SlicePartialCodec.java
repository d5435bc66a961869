package io.tokenpace.aggregation.slice;

import io.tokenpace.aggregation.rollup.RollupKey;
import io.tokenpace.aggregation.state.MetricSetCodec;
import io.tokenpace.aggregation.state.VersionedCodec;
import io.tokenpace.schemas.metrics.MetricSet;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Bytes of a {@link SlicePartial}: version 1, roll-up, labels, start, metrics. */
public final class SlicePartialCodec implements VersionedCodec<SlicePartial> {
  private static final int VERSION = 1;

  private final MetricSetCodec metrics = new MetricSetCodec();

  @Override
  public void write(SlicePartial partial, DataOutput output) throws IOException {
    output.writeByte(VERSION);
    output.writeUTF(partial.key().rollup());
    output.writeUTF(partial.key().labels());
    output.writeLong(partial.sliceStartMillis());
    metrics.write(partial.metrics(), output);
  }

  @Override
  public SlicePartial read(DataInput input) throws IOException {
    VersionedCodec.requireVersion("partial", VERSION, input);
    RollupKey key = new RollupKey(input.readUTF(), input.readUTF());
    return new SlicePartial(key, input.readLong(), metrics.read(input));
  }

  @Override
  public SlicePartial copy(SlicePartial partial) {
    return new SlicePartial(
        partial.key(), partial.sliceStartMillis(), metrics.copy(partial.metrics()));
  }

  @Override
  public SlicePartial empty() {
    return new SlicePartial(new RollupKey("", "{}"), 0, new MetricSet());
  }
}
