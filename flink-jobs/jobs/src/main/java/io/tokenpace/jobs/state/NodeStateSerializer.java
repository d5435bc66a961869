package io.tokenpace.jobs.state;

import io.tokenpace.aggregation.slice.NodeState;
import io.tokenpace.aggregation.slice.NodeStateCodec;
import io.tokenpace.aggregation.state.VersionedCodec;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/** Serializes {@link NodeState}. Thread-safe. */
public final class NodeStateSerializer extends CodecSerializer<NodeState> {
  /** The one there is. */
  public static final NodeStateSerializer INSTANCE = new NodeStateSerializer();

  private static final long serialVersionUID = 1L;
  private static final NodeStateCodec CODEC = new NodeStateCodec();

  private NodeStateSerializer() {}

  @Override
  VersionedCodec<NodeState> codec() {
    return CODEC;
  }

  @Override
  public TypeSerializerSnapshot<NodeState> snapshotConfiguration() {
    return new Snapshot();
  }

  /** What a savepoint remembers of the serializer: its class, and that is all. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<NodeState> {
    /** For Flink, which restores snapshots by their class. */
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
