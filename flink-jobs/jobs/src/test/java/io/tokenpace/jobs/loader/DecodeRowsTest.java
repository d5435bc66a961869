package io.tokenpace.jobs.loader;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.jobs.kafka.KafkaRecord;
import io.tokenpace.jobs.kafka.TopicRecord;
import io.tokenpace.schemas.codec.WireCodec;
import io.tokenpace.schemas.codec.WireFormat;
import io.tokenpace.schemas.wire.DeadLetter;
import io.tokenpace.schemas.wire.FleetMetrics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.ProcessFunctionTestHarnesses;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DecodeRowsTest {
  private OneInputStreamOperatorTestHarness<KafkaRecord, ResultRow> harness;

  @BeforeEach
  void open() throws Exception {
    harness = ProcessFunctionTestHarnesses.forProcessFunction(new DecodeRows());
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  @Test
  void passesARowOnUnderTheKeyOfItsTopic() throws Exception {
    SampleRow sample = SampleRow.empty();

    harness.processElement(sample.raw(7), 0);

    assertThat(harness.extractOutputValues())
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.key())
                  .isEqualTo(
                      "[\"replay-1\",\"model\",\"{\\\"model\\\":\\\"llama\\\"}\",60000,"
                          + "1772600760000]");
              assertThat(row.tumbling()).isTrue();
              assertThat(row.value()).isEqualTo(sample.encoded());
            });
    assertThat(counted(LoaderPipeline.ROWS_LOADED)).isEqualTo(1);
    assertThat(counted(LoaderPipeline.ROWS_DEAD)).isZero();
  }

  @Test
  void saysWhatARowSaysAboutItsRun() throws Exception {
    harness.processElement(SampleRow.empty().raw(7), 0);
    harness.processElement(SampleRow.empty().set("live", true).set("runEnd", null).raw(8), 0);

    assertThat(side(DecodeRows.RUNS))
        .containsExactly(
            new RunRow(
                "replay-1", false, 1_772_600_400_123_456L, 1_772_600_730_654_321L, "c0ffee", 1_007),
            new RunRow("replay-1", true, 1_772_600_400_123_456L, null, "c0ffee", 1_008));
  }

  @Test
  void makesADeadLetterOfARecordThatCannotBeUsed() throws Exception {
    byte[] truncated = Arrays.copyOf(SampleRow.empty().encoded(), 40);

    harness.processElement(new KafkaRecord("rows", 2, 19, 5_000, truncated), 0);

    assertThat(harness.extractOutputValues()).isEmpty();
    TopicRecord encoded = side(DecodeRows.DEAD_LETTERS).get(0);
    assertThat(new String(encoded.key(), StandardCharsets.UTF_8)).isEqualTo("[\"rows\",2,19]");
    DeadLetter letter = WireCodec.deadLetters().decode(encoded.value()).orThrow();
    assertThat(letter.getTopic()).isEqualTo("rows");
    assertThat(letter.getPartition()).isEqualTo(2);
    assertThat(letter.getOffset()).isEqualTo(19);
    assertThat(letter.getAppendedMicros()).isEqualTo(5_000);
    assertThat(letter.getReason()).isEqualTo("TRUNCATED");
    assertThat(letter.getDetail()).isNotEmpty();
    assertThat(letter.getFingerprint())
        .isEqualTo(WireFormat.fingerprint(FleetMetrics.getClassSchema()));
    assertThat(letter.getLength()).isEqualTo(40);
    assertThat(letter.getHead().array()).isEqualTo(truncated);
    assertThat(counted(LoaderPipeline.ROWS_DEAD)).isEqualTo(1);
    assertThat(counted(LoaderPipeline.ROWS_LOADED)).isZero();
  }

  @Test
  void keepsTheHeadAndTheDigestOfALongRecord() throws Exception {
    byte[] zeros = new byte[1 << 20];

    harness.processElement(new KafkaRecord("rows", 0, 0, -1, zeros), 0);

    DeadLetter letter =
        WireCodec.deadLetters().decode(side(DecodeRows.DEAD_LETTERS).get(0).value()).orThrow();
    assertThat(letter.getReason()).isEqualTo("NOT_SINGLE_OBJECT");
    assertThat(letter.getLength()).isEqualTo(1 << 20);
    assertThat(letter.getHead().remaining()).isEqualTo(1024);
    // head -c 1048576 /dev/zero | sha256sum
    assertThat(HexFormat.of().formatHex(letter.getSha256().bytes()))
        .isEqualTo("30e14955ebf1352266dc2ff8067e68104607e750abb9d3b36582b8af909fcb58");
  }

  @Test
  void makesADeadLetterOfARecordWithoutBytes() throws Exception {
    harness.processElement(new KafkaRecord("rows", 0, 0, -1, null), 0);

    DeadLetter letter =
        WireCodec.deadLetters().decode(side(DecodeRows.DEAD_LETTERS).get(0).value()).orThrow();
    assertThat(letter.getReason()).isEqualTo("EMPTY");
    assertThat(letter.getLength()).isEqualTo(-1);
    assertThat(letter.getFingerprint()).isNull();
  }

  private long counted(String accumulator) {
    return harness
        .getOperator()
        .getRuntimeContext()
        .<Long, Long>getAccumulator(accumulator)
        .getLocalValue();
  }

  private <T> List<T> side(OutputTag<T> tag) {
    List<T> values = new ArrayList<>();
    harness.getSideOutput(tag).forEach(record -> values.add(record.getValue()));
    return values;
  }
}
