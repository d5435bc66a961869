package io.tokenpace.jobs.state;

import io.tokenpace.aggregation.state.VersionedCodec;
import io.tokenpace.aggregation.window.RollupState;
import io.tokenpace.aggregation.window.RollupStateCodec;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/** Serializes {@link RollupState}. Thread-safe. */
public final class RollupStateSerializer extends CodecSerializer<RollupState> {
  /** The one there is. */
  public static final RollupStateSerializer INSTANCE = new RollupStateSerializer();

  private static final long serialVersionUID = 1L;
  private static final RollupStateCodec CODEC = new RollupStateCodec();

  private RollupStateSerializer() {}

  @Override
  VersionedCodec<RollupState> codec() {
    return CODEC;
  }

  @Override
  public TypeSerializerSnapshot<RollupState> snapshotConfiguration() {
    return new Snapshot();
  }

  /** What a savepoint remembers of the serializer: its class, and that is all. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<RollupState> {
    /** For Flink, which restores snapshots by their class. */
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
