package io.tokenpace.aggregation.slice;

import io.tokenpace.aggregation.rollup.Place;
import io.tokenpace.aggregation.rollup.RollupKey;
import io.tokenpace.aggregation.slice.Slice.Coverage;
import io.tokenpace.aggregation.state.MetricSetCodec;
import io.tokenpace.aggregation.state.Varints;
import io.tokenpace.aggregation.state.VersionedCodec;
import io.tokenpace.schemas.codec.BootIdentity;
import io.tokenpace.schemas.codec.SeriesLabels;
import io.tokenpace.schemas.metrics.MetricSet;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Bytes of a {@link NodeState}: version 1, boots, slices. Order within maps carries no meaning. */
public final class NodeStateCodec implements VersionedCodec<NodeState> {
  private static final int VERSION = 1;

  private final MetricSetCodec metrics = new MetricSetCodec();

  @Override
  public void write(NodeState state, DataOutput output) throws IOException {
    output.writeByte(VERSION);
    Varints.write(state.boots.size(), output);
    for (Map.Entry<BootIdentity, BootState> boot : state.boots.entrySet()) {
      output.writeLong(boot.getKey().high());
      output.writeLong(boot.getKey().low());
      writeBoot(boot.getValue(), output);
    }
    Varints.write(state.slices.size(), output);
    for (Slice slice : state.slices.values()) {
      writeSlice(slice, output);
    }
  }

  private static void writeBoot(BootState boot, DataOutput output) throws IOException {
    output.writeLong(boot.lastCompleteThroughMicros);
    output.writeLong(boot.wokenAtMillis);
    output.writeLong(boot.sequences.highest());
    for (long word : boot.sequences.seen()) {
      output.writeLong(word);
    }
    Varints.write(boot.sequences.gaps().size(), output);
    for (SequenceWindow.Gap gap : boot.sequences.gaps()) {
      Varints.write(gap.from(), output);
      Varints.write(gap.to(), output);
      Varints.write(gap.sliceStartMillis(), output);
    }
    Varints.write(boot.vllmBench.size(), output);
    for (Map.Entry<Long, VllmBenchRequest> entry : boot.vllmBench.entrySet()) {
      VllmBenchRequest request = entry.getValue();
      Varints.write(entry.getKey(), output);
      Varints.write(request.ttftMicros, output);
      Varints.write(request.gaps(), output);
      for (int gap = 0; gap < request.gaps(); gap++) {
        Varints.write(request.gapMicros(gap), output);
      }
    }
  }

  private void writeSlice(Slice slice, DataOutput output) throws IOException {
    output.writeLong(slice.startMillis);
    output.writeUTF(slice.place.node());
    output.writeUTF(slice.place.region());
    output.writeUTF(slice.place.cluster());
    output.writeUTF(slice.place.pool());
    output.writeBoolean(slice.due);
    write(slice.coverage, output);
    Varints.write(slice.parts.size(), output);
    for (Map.Entry<SeriesLabels, MetricSet> part : slice.parts.entrySet()) {
      output.writeUTF(part.getKey().engine());
      output.writeUTF(part.getKey().model());
      output.writeUTF(part.getKey().baseModel());
      output.writeUTF(part.getKey().tenant());
      output.writeUTF(part.getKey().workload());
      metrics.write(part.getValue(), output);
    }
    Varints.write(slice.reportsFromElsewhere.size(), output);
    for (Map.Entry<RollupKey, Long> entry : slice.reportsFromElsewhere.entrySet()) {
      write(entry.getKey(), output);
      Varints.write(entry.getValue(), output);
    }
    Varints.write(slice.told.size(), output);
    for (Map.Entry<RollupKey, Coverage> entry : slice.told.entrySet()) {
      write(entry.getKey(), output);
      write(entry.getValue(), output);
    }
  }

  private static void write(RollupKey key, DataOutput output) throws IOException {
    output.writeUTF(key.rollup());
    output.writeUTF(key.labels());
  }

  private static void write(Coverage coverage, DataOutput output) throws IOException {
    Varints.write(coverage.received(), output);
    Varints.write(coverage.missing(), output);
  }

  @Override
  public NodeState read(DataInput input) throws IOException {
    VersionedCodec.requireVersion("node state", VERSION, input);
    NodeState state = new NodeState();
    for (int left = Varints.readCount(input); left > 0; left--) {
      BootIdentity identity = new BootIdentity(input.readLong(), input.readLong());
      state.boots.put(identity, readBoot(input));
    }
    for (int left = Varints.readCount(input); left > 0; left--) {
      Slice slice = readSlice(input);
      state.slices.put(slice.startMillis, slice);
    }
    return state;
  }

  private static BootState readBoot(DataInput input) throws IOException {
    long lastCompleteThroughMicros = input.readLong();
    long wokenAtMillis = input.readLong();
    long highest = input.readLong();
    long[] seen = new long[SequenceWindow.WIDTH / Long.SIZE];
    for (int word = 0; word < seen.length; word++) {
      seen[word] = input.readLong();
    }
    List<SequenceWindow.Gap> gaps = new ArrayList<>();
    for (int left = Varints.readCount(input); left > 0; left--) {
      gaps.add(
          new SequenceWindow.Gap(Varints.read(input), Varints.read(input), Varints.read(input)));
    }
    BootState boot = new BootState(SequenceWindow.of(highest, seen, gaps));
    boot.lastCompleteThroughMicros = lastCompleteThroughMicros;
    boot.wokenAtMillis = wokenAtMillis;
    for (int left = Varints.readCount(input); left > 0; left--) {
      long number = Varints.read(input);
      VllmBenchRequest request = new VllmBenchRequest();
      request.ttftMicros = Varints.read(input);
      for (int count = Varints.readCount(input); count > 0; count--) {
        request.addGap(Varints.read(input));
      }
      boot.vllmBench.put(number, request);
    }
    return boot;
  }

  private Slice readSlice(DataInput input) throws IOException {
    long startMillis = input.readLong();
    Place place = new Place(input.readUTF(), input.readUTF(), input.readUTF(), input.readUTF());
    Slice slice = new Slice(startMillis, place);
    slice.due = input.readBoolean();
    slice.coverage = readCoverage(input);
    for (int left = Varints.readCount(input); left > 0; left--) {
      slice.parts.put(readLabels(input), metrics.read(input));
    }
    for (int left = Varints.readCount(input); left > 0; left--) {
      slice.reportsFromElsewhere.put(readKey(input), Varints.read(input));
    }
    for (int left = Varints.readCount(input); left > 0; left--) {
      slice.told.put(readKey(input), readCoverage(input));
    }
    return slice;
  }

  private static SeriesLabels readLabels(DataInput input) throws IOException {
    try {
      return new SeriesLabels(
          input.readUTF(), input.readUTF(), input.readUTF(), input.readUTF(), input.readUTF());
    } catch (IllegalArgumentException e) {
      throw new IOException("labels: " + e.getMessage(), e);
    }
  }

  private static RollupKey readKey(DataInput input) throws IOException {
    return new RollupKey(input.readUTF(), input.readUTF());
  }

  private static Coverage readCoverage(DataInput input) throws IOException {
    return new Coverage(Varints.read(input), Varints.read(input));
  }

  /** Copies by way of the bytes: it happens once per key and checkpoint, not per report. */
  @Override
  public NodeState copy(NodeState state) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      write(state, new DataOutputStream(bytes));
      return read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
  }

  @Override
  public NodeState empty() {
    return new NodeState();
  }
}
