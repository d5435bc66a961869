package io.tokenpace.jobs.state;

import io.tokenpace.aggregation.slice.SlicePartial;
import io.tokenpace.aggregation.slice.SlicePartialCodec;
import io.tokenpace.aggregation.state.VersionedCodec;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/** Serializes {@link SlicePartial}. Thread-safe. */
public final class SlicePartialSerializer extends CodecSerializer<SlicePartial> {
  /** The one there is. */
  public static final SlicePartialSerializer INSTANCE = new SlicePartialSerializer();

  private static final long serialVersionUID = 1L;
  private static final SlicePartialCodec CODEC = new SlicePartialCodec();

  private SlicePartialSerializer() {}

  @Override
  VersionedCodec<SlicePartial> codec() {
    return CODEC;
  }

  @Override
  public TypeSerializerSnapshot<SlicePartial> snapshotConfiguration() {
    return new Snapshot();
  }

  /** What a savepoint remembers of the serializer: its class, and that is all. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<SlicePartial> {
    /** For Flink, which restores snapshots by their class. */
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
