package io.tokenpace.jobs.state;

import io.tokenpace.aggregation.state.VersionedCodec;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A Flink serializer around a {@link VersionedCodec}: the bytes say their own version, so Flink
 * need not know of it.
 *
 * <p>Thread-safe.
 *
 * @param <T> the type
 */
abstract class CodecSerializer<T> extends TypeSerializerSingleton<T> {
  private static final long serialVersionUID = 1L;

  /** The codec; implementations hold it in a static field, as serializers travel. */
  abstract VersionedCodec<T> codec();

  @Override
  public final boolean isImmutableType() {
    return false;
  }

  @Override
  public final T createInstance() {
    return codec().empty();
  }

  @Override
  public final T copy(T from) {
    return codec().copy(from);
  }

  @Override
  public final T copy(T from, T reuse) {
    return copy(from);
  }

  @Override
  public final int getLength() {
    return -1;
  }

  @Override
  public final void serialize(T value, DataOutputView target) throws IOException {
    codec().write(value, target);
  }

  @Override
  public final T deserialize(DataInputView source) throws IOException {
    return codec().read(source);
  }

  @Override
  public final T deserialize(T reuse, DataInputView source) throws IOException {
    return deserialize(source);
  }

  @Override
  public final void copy(DataInputView source, DataOutputView target) throws IOException {
    serialize(deserialize(source), target);
  }
}
