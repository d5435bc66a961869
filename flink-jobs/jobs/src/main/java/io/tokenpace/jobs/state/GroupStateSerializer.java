package io.tokenpace.jobs.state;

import io.tokenpace.aggregation.slice.GroupState;
import io.tokenpace.aggregation.slice.GroupStateCodec;
import io.tokenpace.aggregation.state.VersionedCodec;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/** Serializes {@link GroupState}. Thread-safe. */
public final class GroupStateSerializer extends CodecSerializer<GroupState> {
  /** The one there is. */
  public static final GroupStateSerializer INSTANCE = new GroupStateSerializer();

  private static final long serialVersionUID = 1L;
  private static final GroupStateCodec CODEC = new GroupStateCodec();

  private GroupStateSerializer() {}

  @Override
  VersionedCodec<GroupState> codec() {
    return CODEC;
  }

  @Override
  public TypeSerializerSnapshot<GroupState> snapshotConfiguration() {
    return new Snapshot();
  }

  /** What a savepoint remembers of the serializer: its class, and that is all. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<GroupState> {
    /** For Flink, which restores snapshots by their class. */
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
