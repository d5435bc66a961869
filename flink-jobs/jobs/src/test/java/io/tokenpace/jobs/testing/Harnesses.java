package io.tokenpace.jobs.testing;

import io.tokenpace.aggregation.config.PipelineConfig;
import io.tokenpace.aggregation.config.Run;
import io.tokenpace.aggregation.slice.SlicePartial;
import io.tokenpace.jobs.kafka.TopicRecord;
import io.tokenpace.jobs.node.NodeFunction;
import io.tokenpace.jobs.source.Report;
import io.tokenpace.jobs.state.SlicePartialSerializer;
import io.tokenpace.jobs.window.RollupFunction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;

/** Operators of the pipeline in Flink's harness: real state, real timers, no cluster. */
public final class Harnesses {
  /** Key groups of every harness. */
  public static final int MAX_PARALLELISM = 16;

  private Harnesses() {}

  /** Which of how many subtasks an operator is. */
  public record Subtask(int index, int of) {
    /** The only one. */
    public static final Subtask ONLY = new Subtask(0, 1);
  }

  /** A node operator, opened; with the state of a snapshot if there is one. */
  public static KeyedOneInputStreamOperatorTestHarness<String, Report, SlicePartial> node(
      PipelineConfig config, Run run, Subtask subtask, @Nullable OperatorSubtaskState snapshot)
      throws Exception {
    KeyedOneInputStreamOperatorTestHarness<String, Report, SlicePartial> harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new KeyedProcessOperator<>(new NodeFunction(config, run)),
            Report::node,
            Types.STRING,
            MAX_PARALLELISM,
            subtask.of(),
            subtask.index());
    open(harness, snapshot);
    return harness;
  }

  /** A roll-up operator, opened; with the state of a snapshot if there is one. */
  public static KeyedOneInputStreamOperatorTestHarness<String, SlicePartial, TopicRecord> rollup(
      PipelineConfig config, Run run, Subtask subtask, @Nullable OperatorSubtaskState snapshot)
      throws Exception {
    KeyedOneInputStreamOperatorTestHarness<String, SlicePartial, TopicRecord> harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new KeyedProcessOperator<>(new RollupFunction(config, run)),
            RollupFunction::keyOf,
            Types.STRING,
            MAX_PARALLELISM,
            subtask.of(),
            subtask.index());
    open(harness, snapshot);
    return harness;
  }

  private static void open(
      KeyedOneInputStreamOperatorTestHarness<?, ?, ?> harness,
      @Nullable OperatorSubtaskState snapshot)
      throws Exception {
    harness.setup();
    if (snapshot == null) {
      harness.initializeEmptyState();
    } else {
      harness.initializeState(snapshot);
    }
    harness.open();
  }

  /** What an operator has counted. */
  public static long count(
      KeyedOneInputStreamOperatorTestHarness<?, ?, ?> harness, String accumulator) {
    return (Long)
        harness.getOperator().getRuntimeContext().getAccumulator(accumulator).getLocalValue();
  }

  /** The bytes of partials in hexadecimal, sorted: what was given away, in whatever order. */
  public static List<String> bytesOf(List<SlicePartial> partials) {
    return partials.stream().map(Harnesses::bytesOf).sorted().toList();
  }

  private static String bytesOf(SlicePartial partial) {
    DataOutputSerializer bytes = new DataOutputSerializer(256);
    try {
      SlicePartialSerializer.INSTANCE.serialize(partial, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    return HexFormat.of().formatHex(bytes.getCopyOfBuffer());
  }
}
