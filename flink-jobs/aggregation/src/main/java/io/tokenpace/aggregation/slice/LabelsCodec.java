package io.tokenpace.aggregation.slice;

import io.tokenpace.aggregation.rollup.Place;
import io.tokenpace.aggregation.rollup.RollupKey;
import io.tokenpace.schemas.codec.SeriesLabels;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Bytes of labels within state. */
final class LabelsCodec {
  private LabelsCodec() {}

  static void write(SeriesLabels labels, DataOutput output) throws IOException {
    output.writeUTF(labels.engine());
    output.writeUTF(labels.model());
    output.writeUTF(labels.baseModel());
    output.writeUTF(labels.tenant());
    output.writeUTF(labels.workload());
  }

  static SeriesLabels readLabels(DataInput input) throws IOException {
    try {
      return new SeriesLabels(
          input.readUTF(), input.readUTF(), input.readUTF(), input.readUTF(), input.readUTF());
    } catch (IllegalArgumentException e) {
      throw new IOException("labels: " + e.getMessage(), e);
    }
  }

  static void write(Place place, DataOutput output) throws IOException {
    output.writeUTF(place.node());
    output.writeUTF(place.region());
    output.writeUTF(place.cluster());
    output.writeUTF(place.pool());
    output.writeUTF(place.gpuType());
  }

  static Place readPlace(DataInput input) throws IOException {
    return new Place(
        input.readUTF(), input.readUTF(), input.readUTF(), input.readUTF(), input.readUTF());
  }

  static void write(RollupKey key, DataOutput output) throws IOException {
    output.writeUTF(key.rollup());
    output.writeUTF(key.labels());
  }

  static RollupKey readKey(DataInput input) throws IOException {
    return new RollupKey(input.readUTF(), input.readUTF());
  }
}
