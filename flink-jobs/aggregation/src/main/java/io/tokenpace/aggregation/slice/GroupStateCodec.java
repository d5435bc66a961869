package io.tokenpace.aggregation.slice;

import io.tokenpace.aggregation.cost.Charge;
import io.tokenpace.aggregation.cost.Share;
import io.tokenpace.aggregation.state.Varints;
import io.tokenpace.aggregation.state.VersionedCodec;
import io.tokenpace.schemas.codec.SeriesLabels;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * Bytes of a {@link GroupState}: version 1, nodes, gauges, costs. Order within maps carries no
 * meaning.
 */
public final class GroupStateCodec implements VersionedCodec<GroupState> {
  private static final int VERSION = 1;

  private final NodeStateCodec nodes = new NodeStateCodec();

  @Override
  public void write(GroupState group, DataOutput output) throws IOException {
    output.writeByte(VERSION);
    Varints.write(group.nodes.size(), output);
    for (Map.Entry<String, NodeState> node : group.nodes.entrySet()) {
      output.writeUTF(node.getKey());
      nodes.write(node.getValue(), output);
    }
    output.writeLong(group.gaugesWokenAtMillis);
    GaugesCodec.write(group.gauges, output);
    Varints.write(group.costs.size(), output);
    for (Map.Entry<Long, SliceCosts> costs : group.costs.entrySet()) {
      output.writeLong(costs.getKey());
      write(costs.getValue(), output);
    }
  }

  private static void write(SliceCosts costs, DataOutput output) throws IOException {
    output.writeBoolean(costs.due);
    write(costs.work, output);
    write(costs.endedInFlight, output);
    Varints.write(costs.charged.size(), output);
    for (Map.Entry<Share, Charge> told : costs.charged.entrySet()) {
      output.writeUTF(told.getKey().node());
      output.writeUTF(told.getKey().gpuType());
      LabelsCodec.write(told.getKey().labels(), output);
      Varints.write(told.getValue().gpuMicros(), output);
      Varints.write(told.getValue().unpricedMicros(), output);
      Varints.write(told.getValue().costNanos(), output);
    }
    GaugesCodec.write(costs.toldGauges, output);
  }

  private static void write(Map<SeriesLabels, Long> numbers, DataOutput output) throws IOException {
    Varints.write(numbers.size(), output);
    for (Map.Entry<SeriesLabels, Long> number : numbers.entrySet()) {
      LabelsCodec.write(number.getKey(), output);
      Varints.write(number.getValue(), output);
    }
  }

  @Override
  public GroupState read(DataInput input) throws IOException {
    VersionedCodec.requireVersion("group state", VERSION, input);
    GroupState group = new GroupState();
    for (int left = Varints.readCount(input); left > 0; left--) {
      group.nodes.put(input.readUTF(), nodes.read(input));
    }
    group.gaugesWokenAtMillis = input.readLong();
    GaugesCodec.read(group.gauges, input);
    for (int left = Varints.readCount(input); left > 0; left--) {
      group.costs.put(input.readLong(), readCosts(input));
    }
    return group;
  }

  private static SliceCosts readCosts(DataInput input) throws IOException {
    SliceCosts costs = new SliceCosts();
    costs.due = input.readBoolean();
    read(costs.work, input);
    read(costs.endedInFlight, input);
    for (int left = Varints.readCount(input); left > 0; left--) {
      Share share = new Share(input.readUTF(), input.readUTF(), LabelsCodec.readLabels(input));
      costs.charged.put(
          share, new Charge(Varints.read(input), Varints.read(input), Varints.read(input)));
    }
    costs.toldGauges = GaugesCodec.readTotals(input);
    return costs;
  }

  private static void read(Map<SeriesLabels, Long> numbers, DataInput input) throws IOException {
    for (int left = Varints.readCount(input); left > 0; left--) {
      numbers.put(LabelsCodec.readLabels(input), Varints.read(input));
    }
  }

  /** Copies by way of the bytes: it happens once per key and checkpoint, not per report. */
  @Override
  public GroupState copy(GroupState group) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      write(group, new DataOutputStream(bytes));
      return read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
  }

  @Override
  public GroupState empty() {
    return new GroupState();
  }
}
