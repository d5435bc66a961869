package io.tokenpace.aggregation.slice;

import io.tokenpace.aggregation.cost.Intervals;
import io.tokenpace.aggregation.rollup.Place;
import io.tokenpace.aggregation.rollup.RollupKey;
import io.tokenpace.aggregation.slice.Slice.Coverage;
import io.tokenpace.aggregation.state.MetricSetCodec;
import io.tokenpace.aggregation.state.Varints;
import io.tokenpace.schemas.codec.BootIdentity;
import io.tokenpace.schemas.codec.SeriesLabels;
import io.tokenpace.schemas.metrics.MetricGroup;
import io.tokenpace.schemas.metrics.MetricSet;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

/** Bytes of a {@link NodeState} within its group's: boots, slices. */
final class NodeStateCodec {
  private final MetricSetCodec metrics = new MetricSetCodec();

  void write(NodeState state, DataOutput output) throws IOException {
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
    LabelsCodec.write(boot.place, output);
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
    writeCharged(boot, output);
    BootRequestsCodec.write(boot.requests, output);
    GaugesCodec.write(boot.drops, output);
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

  /** What the boot's GPUs are charged by. */
  private static void writeCharged(BootState boot, DataOutput output) throws IOException {
    output.writeLong(boot.finalMicros);
    Varints.write(boot.alive.size(), output);
    for (long bound : bounds(boot.alive)) {
      output.writeLong(bound);
    }
    Varints.write(boot.gpus.size(), output);
    for (Map.Entry<String, String> gpu : boot.gpus.entrySet()) {
      output.writeUTF(gpu.getKey());
      output.writeUTF(gpu.getValue());
    }
  }

  private static long[] bounds(Intervals intervals) {
    LongStream.Builder bounds = LongStream.builder();
    intervals.forEach((from, to) -> bounds.add(from).add(to));
    return bounds.build().toArray();
  }

  private void writeSlice(Slice slice, DataOutput output) throws IOException {
    output.writeLong(slice.startMillis);
    LabelsCodec.write(slice.place, output);
    output.writeBoolean(slice.due);
    write(slice.coverage, output);
    output.writeLong(slice.clockSkewMicros);
    writeParts(slice.parts, output);
    writeParts(slice.unseenEnds, output);
    writeOfKeys(slice.ofKeys, output);
    Varints.write(slice.knownByGpuType.size(), output);
    for (Map.Entry<String, Set<MetricGroup>> known : slice.knownByGpuType.entrySet()) {
      output.writeUTF(known.getKey());
      Varints.write(known.getValue().stream().mapToInt(MetricGroup::bit).sum(), output);
    }
    Varints.write(slice.reportsFromElsewhere.size(), output);
    for (Map.Entry<RollupKey, Long> entry : slice.reportsFromElsewhere.entrySet()) {
      LabelsCodec.write(entry.getKey(), output);
      Varints.write(entry.getValue(), output);
    }
    Varints.write(slice.told.size(), output);
    for (Map.Entry<RollupKey, Coverage> entry : slice.told.entrySet()) {
      LabelsCodec.write(entry.getKey(), output);
      write(entry.getValue(), output);
    }
  }

  private void writeParts(Map<SeriesLabels, MetricSet> parts, DataOutput output)
      throws IOException {
    Varints.write(parts.size(), output);
    for (Map.Entry<SeriesLabels, MetricSet> part : parts.entrySet()) {
      LabelsCodec.write(part.getKey(), output);
      metrics.write(part.getValue(), output);
    }
  }

  private void writeOfKeys(Map<RollupKey, MetricSet> ofKeys, DataOutput output) throws IOException {
    Varints.write(ofKeys.size(), output);
    for (Map.Entry<RollupKey, MetricSet> ofKey : ofKeys.entrySet()) {
      LabelsCodec.write(ofKey.getKey(), output);
      metrics.write(ofKey.getValue(), output);
    }
  }

  private static void write(Coverage coverage, DataOutput output) throws IOException {
    Varints.write(coverage.received(), output);
    Varints.write(coverage.missing(), output);
    Varints.write(coverage.late(), output);
    Varints.write(coverage.dropped(), output);
  }

  NodeState read(DataInput input) throws IOException {
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
    Place place = LabelsCodec.readPlace(input);
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
    BootState boot = new BootState(SequenceWindow.of(highest, seen, gaps), place);
    boot.lastCompleteThroughMicros = lastCompleteThroughMicros;
    boot.wokenAtMillis = wokenAtMillis;
    readCharged(boot, input);
    BootRequestsCodec.read(boot.requests, input);
    GaugesCodec.read(boot.drops, input);
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

  private static void readCharged(BootState boot, DataInput input) throws IOException {
    boot.finalMicros = input.readLong();
    for (int left = Varints.readCount(input); left > 0; left--) {
      boot.alive.add(input.readLong(), input.readLong());
    }
    for (int left = Varints.readCount(input); left > 0; left--) {
      boot.gpus.put(input.readUTF(), input.readUTF());
    }
  }

  private Slice readSlice(DataInput input) throws IOException {
    long startMillis = input.readLong();
    Slice slice = new Slice(startMillis, LabelsCodec.readPlace(input));
    slice.due = input.readBoolean();
    slice.coverage = readCoverage(input);
    slice.clockSkewMicros = input.readLong();
    readParts(slice.parts, input);
    readParts(slice.unseenEnds, input);
    readOfKeys(slice.ofKeys, input);
    for (int left = Varints.readCount(input); left > 0; left--) {
      String gpuType = input.readUTF();
      long known = Varints.read(input);
      MetricGroup.ALL.stream()
          .filter(group -> (known & group.bit()) != 0)
          .forEach(group -> slice.know(gpuType, group));
    }
    slice.knowsMore = false;
    for (int left = Varints.readCount(input); left > 0; left--) {
      slice.reportsFromElsewhere.put(LabelsCodec.readKey(input), Varints.read(input));
    }
    for (int left = Varints.readCount(input); left > 0; left--) {
      slice.told.put(LabelsCodec.readKey(input), readCoverage(input));
    }
    return slice;
  }

  private void readParts(Map<SeriesLabels, MetricSet> parts, DataInput input) throws IOException {
    for (int left = Varints.readCount(input); left > 0; left--) {
      parts.put(LabelsCodec.readLabels(input), metrics.read(input));
    }
  }

  private void readOfKeys(Map<RollupKey, MetricSet> ofKeys, DataInput input) throws IOException {
    for (int left = Varints.readCount(input); left > 0; left--) {
      ofKeys.put(LabelsCodec.readKey(input), metrics.read(input));
    }
  }

  private static Coverage readCoverage(DataInput input) throws IOException {
    return new Coverage(
        Varints.read(input), Varints.read(input), Varints.read(input), Varints.read(input));
  }
}
