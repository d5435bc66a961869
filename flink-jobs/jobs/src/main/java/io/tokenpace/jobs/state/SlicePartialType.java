package io.tokenpace.jobs.state;

import io.tokenpace.aggregation.slice.SlicePartial;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** Tells Flink how {@link SlicePartial}s travel. Thread-safe. */
public final class SlicePartialType extends TypeInformation<SlicePartial> {
  /** The one there is. */
  public static final SlicePartialType INSTANCE = new SlicePartialType();

  private static final long serialVersionUID = 1L;

  private SlicePartialType() {}

  @Override
  public boolean isBasicType() {
    return false;
  }

  @Override
  public boolean isTupleType() {
    return false;
  }

  @Override
  public int getArity() {
    return 1;
  }

  @Override
  public int getTotalFields() {
    return 1;
  }

  @Override
  public Class<SlicePartial> getTypeClass() {
    return SlicePartial.class;
  }

  @Override
  public boolean isKeyType() {
    return false;
  }

  @Override
  public TypeSerializer<SlicePartial> createSerializer(SerializerConfig config) {
    return SlicePartialSerializer.INSTANCE;
  }

  @Override
  public String toString() {
    return "SlicePartial";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SlicePartialType;
  }

  @Override
  public int hashCode() {
    return SlicePartialType.class.hashCode();
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof SlicePartialType;
  }
}
