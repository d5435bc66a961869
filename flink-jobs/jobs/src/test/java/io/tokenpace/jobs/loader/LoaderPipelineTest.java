package io.tokenpace.jobs.loader;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.jobs.kafka.KafkaRecord;
import io.tokenpace.jobs.kafka.TopicRecord;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;

class LoaderPipelineTest {
  private static final List<Class<?>> STREAM_TYPES =
      List.of(KafkaRecord.class, ResultRow.class, RunRow.class, TopicRecord.class);

  @Test
  void givesEveryOperatorItsFrozenUid() {
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.createLocalEnvironment(2);
    LoaderPipeline.define(
        LoaderPipeline.records(
            environment, new RowSource("nowhere:1", "tokenpace.").boundedSource(null)),
        new LoaderPipeline.Sinks(
            new RecordingSink<>(),
            new RecordingSink<>(),
            new RecordingSink<>(),
            new RecordingSink<>()));

    List<String> uids =
        environment.getTransformations().stream()
            .flatMap(last -> last.getTransitivePredecessors().stream())
            .map(Transformation::getUid)
            .filter(uid -> uid != null)
            .distinct()
            .toList();

    assertThat(uids)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(LoaderOperator.values()).map(LoaderOperator::uid).toList());
    // Savepoints hold these very strings.
    assertThat(LoaderOperator.values())
        .extracting(LoaderOperator::uid)
        .containsExactly(
            "loader-source",
            "loader-decode",
            "loader-tumbling-filter",
            "loader-tumbling-rows",
            "loader-rolling-rows",
            "loader-runs-per-subtask",
            "loader-runs-latest",
            "loader-runs",
            "loader-dead-letters");
  }

  @Test
  void carriesOnlyTypesThatFlinkSerializesByField() {
    for (Class<?> type : STREAM_TYPES) {
      assertThat(TypeInformation.of(type).getClass().getSimpleName())
          .as(type.getSimpleName())
          .isEqualTo("PojoTypeInfo");
    }
  }
}
