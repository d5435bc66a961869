package io.tokenpace.jobs.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokenpace.aggregation.config.PipelineConfig;
import io.tokenpace.aggregation.rollup.RollupKey;
import io.tokenpace.aggregation.slice.GroupState;
import io.tokenpace.aggregation.slice.NodeFolder;
import io.tokenpace.aggregation.slice.SlicePartial;
import io.tokenpace.aggregation.window.RollupState;
import io.tokenpace.aggregation.window.WindowRoller;
import io.tokenpace.aggregation.window.WindowRow;
import io.tokenpace.jobs.kafka.KafkaRecord;
import io.tokenpace.jobs.kafka.TopicRecord;
import io.tokenpace.jobs.node.LateReport;
import io.tokenpace.jobs.source.Report;
import io.tokenpace.jobs.source.ReportRecord;
import io.tokenpace.jobs.testing.FakeNode;
import io.tokenpace.jobs.testing.Runs;
import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.Latency;
import io.tokenpace.schemas.metrics.MetricSet;
import io.tokenpace.schemas.wire.Vantage;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshotSerializationUtil;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SerializersTest {
  /** A serializer of ours and a value that is not empty. */
  private record Sample<T>(TypeSerializer<T> serializer, T value) {
    byte[] bytes(T of) throws IOException {
      DataOutputSerializer output = new DataOutputSerializer(1_024);
      serializer.serialize(of, output);
      return output.getCopyOfBuffer();
    }

    T read(byte[] bytes) throws IOException {
      DataInputDeserializer input = new DataInputDeserializer(bytes);
      T value = serializer.deserialize(input);
      assertThat(input.available()).isZero();
      return value;
    }

    @Override
    public String toString() {
      return serializer.getClass().getSimpleName();
    }
  }

  static Stream<Sample<?>> samples() {
    return Stream.of(
        new Sample<>(GroupStateSerializer.INSTANCE, groupState()),
        new Sample<>(RollupStateSerializer.INSTANCE, rollupState()),
        new Sample<>(SlicePartialSerializer.INSTANCE, partial()));
  }

  private static GroupState groupState() {
    GroupState state = new GroupState();
    offer(state, 0, 40);
    return state;
  }

  private static void offer(GroupState state, int from, int to) {
    NodeFolder folder = new NodeFolder(PipelineConfig.DEFAULT, Runs.bounded());
    FakeNode node = new FakeNode("node-1", Vantage.EDGE, Runs.START_MICROS, Runs.SECONDS);
    for (byte[] report : node.reports().subList(from, to)) {
      folder.offer(
          state,
          report,
          Runs.START_MILLIS,
          new NodeFolder.Output() {
            @Override
            public void partial(SlicePartial partial) {
              // Only the state is of interest.
            }

            @Override
            public void wakeAt(long millis) {
              // Only the state is of interest.
            }
          });
    }
  }

  private static RollupState rollupState() {
    WindowRoller roller = new WindowRoller(PipelineConfig.DEFAULT, Runs.bounded());
    RollupState state = roller.newState();
    add(roller, state);
    return state;
  }

  private static void add(WindowRoller roller, RollupState state) {
    roller.add(
        state,
        partial(),
        Runs.START_MILLIS + 15_000,
        new WindowRoller.Output() {
          @Override
          public void row(WindowRow row) {
            // Only the state is of interest.
          }

          @Override
          public void wakeAt(long millis) {
            // Only the state is of interest.
          }
        });
  }

  private static SlicePartial partial() {
    MetricSet metrics = new MetricSet();
    metrics.add(Counter.REQUESTS_STARTED, 7);
    metrics.add(Counter.UNPLACED_TOKENS, -3);
    metrics.observe(Latency.TTFT).add(123_456);
    return new SlicePartial(
        new RollupKey("model", "{\"model\":\"größer\"}"), Runs.START_MILLIS, metrics);
  }

  @ParameterizedTest
  @MethodSource("samples")
  <T> void readWhatTheyWrote(Sample<T> sample) throws IOException {
    byte[] bytes = sample.bytes(sample.value());

    assertThat(sample.bytes(sample.read(bytes))).isEqualTo(bytes);
    assertThat(bytes.length).isGreaterThan(10);
  }

  @ParameterizedTest
  @MethodSource("samples")
  <T> void copyBetweenViewsWithoutAddingOrLosingAByte(Sample<T> sample) throws IOException {
    byte[] bytes = sample.bytes(sample.value());
    DataOutputSerializer target = new DataOutputSerializer(16);

    sample.serializer().copy(new DataInputDeserializer(bytes), target);

    assertThat(target.getCopyOfBuffer()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @MethodSource("samples")
  <T> void copyToValuesOfTheSameContent(Sample<T> sample) throws IOException {
    T copy = sample.serializer().copy(sample.value());

    assertThat(copy).isNotSameAs(sample.value());
    assertThat(sample.bytes(copy)).isEqualTo(sample.bytes(sample.value()));
    assertThat(sample.serializer().isImmutableType()).isFalse();
    assertThat(sample.serializer().createInstance()).isNotNull();
    assertThat(sample.serializer().getLength()).isEqualTo(-1);
  }

  @Test
  void copyGroupStateThatSharesNothingWithItsOriginal() throws IOException {
    GroupState original = groupState();
    Sample<GroupState> sample = new Sample<>(GroupStateSerializer.INSTANCE, original);
    byte[] before = sample.bytes(original);
    GroupState copy = sample.serializer().copy(original);

    offer(original, 40, 50);

    assertThat(sample.bytes(original)).isNotEqualTo(before);
    assertThat(sample.bytes(copy)).isEqualTo(before);
  }

  @Test
  void copyRollupStateThatSharesNothingWithItsOriginal() throws IOException {
    RollupState original = rollupState();
    Sample<RollupState> sample = new Sample<>(RollupStateSerializer.INSTANCE, original);
    byte[] before = sample.bytes(original);
    RollupState copy = sample.serializer().copy(original);

    add(new WindowRoller(PipelineConfig.DEFAULT, Runs.bounded()), original);

    assertThat(sample.bytes(original)).isNotEqualTo(before);
    assertThat(sample.bytes(copy)).isEqualTo(before);
  }

  @Test
  void copyPartialsThatShareNothingWithTheirOriginal() throws IOException {
    SlicePartial original = partial();
    Sample<SlicePartial> sample = new Sample<>(SlicePartialSerializer.INSTANCE, original);
    byte[] before = sample.bytes(original);
    SlicePartial copy = sample.serializer().copy(original);

    original.metrics().observe(Latency.TTFT).add(1);
    original.metrics().add(Counter.REQUESTS_STARTED, 1);

    assertThat(sample.bytes(copy)).isEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource("samples")
  <T> void areFoundAgainByWhatASavepointRemembersOfThem(Sample<T> sample) throws Exception {
    DataOutputSerializer written = new DataOutputSerializer(64);
    TypeSerializerSnapshotSerializationUtil.writeSerializerSnapshot(
        written, sample.serializer().snapshotConfiguration());

    TypeSerializerSnapshot<T> remembered =
        TypeSerializerSnapshotSerializationUtil.readSerializerSnapshot(
            new DataInputDeserializer(written.getCopyOfBuffer()), getClass().getClassLoader());

    assertThat(remembered.restoreSerializer()).isEqualTo(sample.serializer());
    assertThat(
            sample
                .serializer()
                .snapshotConfiguration()
                .resolveSchemaCompatibility(remembered)
                .isCompatibleAsIs())
        .isTrue();
  }

  @ParameterizedTest
  @MethodSource("samples")
  <T> void surviveTheJourneyToTheTasks(Sample<T> sample) throws Exception {
    TypeSerializer<T> arrived = InstantiationUtil.clone(sample.serializer());

    DataOutputSerializer bytes = new DataOutputSerializer(64);
    arrived.serialize(sample.value(), bytes);
    assertThat(bytes.getCopyOfBuffer()).isEqualTo(sample.bytes(sample.value()));
    assertThat(arrived).isEqualTo(sample.serializer());
  }

  @ParameterizedTest
  @MethodSource("streamTypes")
  void needNoKryoForTheTypesOnStreams(TypeInformation<?> type) {
    SerializerConfigImpl config = new SerializerConfigImpl();
    config.setGenericTypes(false);

    assertThat(type.createSerializer(config).getClass().getSimpleName())
        .isIn("PojoSerializer", "SlicePartialSerializer");
  }

  static Stream<TypeInformation<?>> streamTypes() {
    return Stream.of(
        TypeInformation.of(KafkaRecord.class),
        TypeInformation.of(TopicRecord.class),
        TypeInformation.of(ReportRecord.class),
        TypeInformation.of(Report.class),
        TypeInformation.of(LateReport.class),
        SlicePartialType.INSTANCE);
  }

  @Test
  void keepARecordWithoutValueWithoutValue() throws IOException {
    TypeSerializer<KafkaRecord> serializer =
        TypeInformation.of(KafkaRecord.class).createSerializer(new SerializerConfigImpl());
    KafkaRecord tombstone = new KafkaRecord("topic", 3, 42, -1, null);

    assertThat(new Sample<>(serializer, tombstone).read(bytes(serializer, tombstone)))
        .isEqualTo(tombstone);
    assertThat(serializer.copy(tombstone)).isEqualTo(tombstone);
  }

  private static <T> byte[] bytes(TypeSerializer<T> serializer, T value) throws IOException {
    return new Sample<>(serializer, value).bytes(value);
  }

  @Test
  void refuseBytesOfAnotherVersion() {
    List<TypeSerializer<?>> ours =
        List.of(
            GroupStateSerializer.INSTANCE,
            RollupStateSerializer.INSTANCE,
            SlicePartialSerializer.INSTANCE);

    assertThat(ours)
        .allSatisfy(
            serializer ->
                assertThatThrownBy(
                        () -> serializer.deserialize(new DataInputDeserializer(new byte[] {9})))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("version 9 (expected: 1)"));
  }
}
