package io.tokenpace.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.aggregation.config.PipelineConfig;
import io.tokenpace.aggregation.config.Run;
import io.tokenpace.jobs.FleetMetricsJob;
import io.tokenpace.jobs.testing.Runs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.java.typeutils.runtime.kryo.KryoSerializer;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FleetMetricsGraphTest {
  static Stream<Run> runs() {
    return Stream.of(Runs.live(), Runs.bounded());
  }

  /** Written out, not taken from the enum: renaming there must fail here. */
  @Test
  void keepsTheUidsThatSavepointsKnow() {
    assertThat(FleetMetricsOperator.values())
        .extracting(FleetMetricsOperator::uid)
        .containsExactly(
            "fleet-metrics-source",
            "fleet-metrics-split",
            "fleet-metrics-node",
            "fleet-metrics-rollup",
            "fleet-metrics-rows-sink",
            "fleet-metrics-dead-letters-sink",
            "fleet-metrics-late-reports-sink");
  }

  @ParameterizedTest
  @MethodSource("runs")
  void givesEveryOperatorOneOfTheFrozenUids(Run run) {
    Set<String> uids = new TreeSet<>();
    for (StreamNode node : nodes(run)) {
      assertThat(node.getTransformationUID()).as(node.getOperatorName()).isNotNull();
      // Flink derives the uid of a sink's committer from the sink's.
      uids.add(node.getTransformationUID().replaceFirst("^Sink Committer: ", ""));
    }

    assertThat(uids)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(FleetMetricsOperator.values()).map(FleetMetricsOperator::uid).toList());
  }

  @ParameterizedTest
  @MethodSource("runs")
  void hasNoKryoOnAnyEdge(Run run) {
    List<TypeSerializer<?>> serializers = new ArrayList<>();
    for (StreamNode node : nodes(run)) {
      serializers.addAll(Arrays.asList(node.getTypeSerializersIn()));
      serializers.add(node.getTypeSerializerOut());
      serializers.add(node.getStateKeySerializer());
    }

    assertThat(serializers)
        .doesNotHaveAnyElementsOfTypes(KryoSerializer.class)
        .hasSizeGreaterThan(7);
  }

  @Test
  void turnsGenericTypesOffAndObjectReuseOn() {
    StreamExecutionEnvironment environment = environment(Runs.live());

    assertThat(environment.getConfiguration().get(PipelineOptions.GENERIC_TYPES)).isFalse();
    assertThat(environment.getConfig().isObjectReuseEnabled()).isTrue();
  }

  @Test
  void takesCheckpointsOnlyLiveAndLeavesAnIntervalThatIsSet() {
    assertThat(environment(Runs.live()).getCheckpointInterval()).isEqualTo(10_000);
    assertThat(environment(Runs.bounded()).getCheckpointConfig().isCheckpointingEnabled())
        .isFalse();

    StreamExecutionEnvironment preset = StreamExecutionEnvironment.createLocalEnvironment(1);
    preset.enableCheckpointing(1_234);
    define(preset, Runs.live());
    assertThat(preset.getCheckpointInterval()).isEqualTo(1_234);
  }

  private static Collection<StreamNode> nodes(Run run) {
    StreamGraph graph = environment(run).getStreamGraph();
    return graph.getStreamNodes();
  }

  private static StreamExecutionEnvironment environment(Run run) {
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.createLocalEnvironment(1);
    define(environment, run);
    return environment;
  }

  private static void define(StreamExecutionEnvironment environment, Run run) {
    FleetMetricsJob.define(
        environment,
        new FleetMetricsJob.Settings("localhost:9092", "tokenpace.", run, PipelineConfig.DEFAULT));
  }
}
