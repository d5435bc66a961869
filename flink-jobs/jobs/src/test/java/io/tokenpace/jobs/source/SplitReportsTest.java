package io.tokenpace.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.jobs.kafka.KafkaRecord;
import io.tokenpace.jobs.kafka.TopicRecord;
import io.tokenpace.jobs.testing.FakeNode;
import io.tokenpace.jobs.testing.Runs;
import io.tokenpace.schemas.codec.RejectionReason;
import io.tokenpace.schemas.codec.ReportCursor;
import io.tokenpace.schemas.codec.WireCodec;
import io.tokenpace.schemas.codec.WireFormat;
import io.tokenpace.schemas.wire.DeadLetter;
import io.tokenpace.schemas.wire.Vantage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.ProcessFunctionTestHarnesses;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("try") // Flink's harness declares that closing it may be interrupted.
class SplitReportsTest {
  private static final long SEED = 20260105;
  private static final long APPENDED_MILLIS = Runs.START_MILLIS + 1_000;
  private static final byte[] GOOD =
      new FakeNode("node-1", Vantage.EDGE, Runs.START_MICROS, 3).reports().get(0);

  private final ReportDeserializer deserializer = new ReportDeserializer();

  @Test
  void passesAGoodReportOnUnchanged() throws Exception {
    Split split = split(false, GOOD);

    assertThat(split.deadLetters()).isEmpty();
    assertThat(split.reports()).extracting(Report::node).containsExactly("node-1");
    assertThat(split.reports().get(0).bytes()).isEqualTo(GOOD);
    assertThat(split.counted()).isZero();
  }

  @Test
  void saysOfARecordWithoutValueThatItIsEmpty() throws Exception {
    DeadLetter letter = onlyLetter(split(true, (byte[]) null));

    assertThat(letter.getReason()).isEqualTo(RejectionReason.EMPTY.name());
    assertThat(letter.getLength()).isEqualTo(-1);
    assertThat(letter.getHead().remaining()).isZero();
    assertThat(letter.getSha256().bytes()).isEqualTo(sha256(new byte[0]));
  }

  @Test
  void saysOfAnUnknownSchemaWhichFingerprintItClaims() throws Exception {
    byte[] record = GOOD.clone();
    ByteBuffer.wrap(record, 2, 8).order(ByteOrder.LITTLE_ENDIAN).putLong(0x1122334455667788L);

    DeadLetter letter = onlyLetter(split(true, record));

    assertThat(letter.getReason()).isEqualTo(RejectionReason.UNKNOWN_FINGERPRINT.name());
    assertThat(letter.getFingerprint()).isEqualTo(0x1122334455667788L);
    assertThat(letter.getDetail()).contains("1122334455667788");
  }

  @Test
  void saysOfARecordThatIsTooLongHowLongItIsAndKeepsItsHead() throws Exception {
    byte[] record = Arrays.copyOf(GOOD, WireFormat.MAX_RECORD_BYTES + 1);

    DeadLetter letter = onlyLetter(split(true, record));

    assertThat(letter.getReason()).isEqualTo(RejectionReason.TOO_LARGE.name());
    assertThat(letter.getLength()).isEqualTo(WireFormat.MAX_RECORD_BYTES + 1);
    assertThat(bytes(letter.getHead())).isEqualTo(Arrays.copyOf(record, 1_024));
    assertThat(letter.getSha256().bytes()).isEqualTo(sha256(record));
  }

  @Test
  void makesOneDeadLetterOfEveryTruncationAndNoException() throws Exception {
    byte[][] truncated = new byte[GOOD.length][];
    for (int length = 0; length < GOOD.length; length++) {
      truncated[length] = Arrays.copyOf(GOOD, length);
    }

    Split split = split(true, truncated);

    assertThat(split.reports()).isEmpty();
    assertThat(split.counted()).isEqualTo(GOOD.length);
    assertThat(split.letters())
        .hasSize(GOOD.length)
        .extracting(DeadLetter::getReason)
        .containsOnly(RejectionReason.EMPTY.name(), RejectionReason.TRUNCATED.name());
    for (int length = 0; length < GOOD.length; length++) {
      DeadLetter letter = split.letters().get(length);
      assertThat(letter.getLength()).isEqualTo(length);
      assertThat(letter.getOffset()).isEqualTo(length);
      assertThat(bytes(letter.getHead())).isEqualTo(truncated[length]);
      assertThat(letter.getSha256().bytes()).isEqualTo(sha256(truncated[length]));
      assertThat(letter.getDetail()).isNotBlank();
    }
  }

  @Test
  void makesAReportOrADeadLetterOfEveryDamagedRecordAndNoException() throws Exception {
    Random random = new Random(SEED);
    byte[][] damaged = new byte[2_000][];
    for (int i = 0; i < damaged.length; i++) {
      damaged[i] = GOOD.clone();
      for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
        damaged[i][random.nextInt(GOOD.length)] ^= (byte) (1 << random.nextInt(8));
      }
    }

    Split split = split(true, damaged);

    assertThat(split.reports().size() + split.letters().size())
        .as("seed %d", SEED)
        .isEqualTo(damaged.length);
    assertThat(split.letters()).as("seed %d", SEED).isNotEmpty();
    assertThat(split.counted()).isEqualTo(split.letters().size());
  }

  @Test
  void makesOneDeadLetterOfEveryRandomRecord() throws Exception {
    Random random = new Random(SEED);
    byte[][] noise = new byte[200][];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = new byte[random.nextInt(300)];
      random.nextBytes(noise[i]);
    }

    Split split = split(true, noise);

    assertThat(split.reports()).as("seed %d", SEED).isEmpty();
    assertThat(split.letters()).as("seed %d", SEED).hasSize(noise.length);
  }

  @Test
  void givesTheSameRecordTheSameDeadLetterKeyedByItsPosition() throws Exception {
    TopicRecord once = split(true, new byte[] {1, 2, 3}).deadLetters().get(0);
    TopicRecord again = split(true, new byte[] {1, 2, 3}).deadLetters().get(0);

    assertThat(new String(once.key(), StandardCharsets.UTF_8))
        .isEqualTo("[\"tokenpace.node-reports\",3,0]");
    assertThat(again.key()).isEqualTo(once.key());
    assertThat(again.value()).isEqualTo(once.value());
    DeadLetter letter = decode(once);
    assertThat(letter.getTopic()).isEqualTo("tokenpace.node-reports");
    assertThat(letter.getPartition()).isEqualTo(3);
    assertThat(letter.getOffset()).isZero();
    assertThat(letter.getAppendedMicros()).isEqualTo(APPENDED_MILLIS * 1_000);
  }

  @Test
  void refusesALiveReportMoreThanAMinuteAheadOfTheBroker() throws Exception {
    Split justNot = splitCompleteThrough(true, APPENDED_MILLIS * 1_000 + 60_000_000);
    Split ahead = splitCompleteThrough(true, APPENDED_MILLIS * 1_000 + 60_000_001);

    assertThat(justNot.reports()).hasSize(1);
    DeadLetter letter = onlyLetter(ahead);
    assertThat(letter.getReason()).isEqualTo(RejectionReason.CLOCK_AHEAD.name());
    assertThat(letter.getDetail())
        .contains(Long.toString(APPENDED_MILLIS * 1_000 + 60_000_001))
        .contains("60 s");
  }

  @ParameterizedTest
  @ValueSource(longs = {60_000_001, 86_400_000_000L})
  void takesReportsAheadOfTheBrokerInHistory(long aheadMicros) throws Exception {
    Split split = splitCompleteThrough(false, APPENDED_MILLIS * 1_000 + aheadMicros);

    assertThat(split.reports()).hasSize(1);
    assertThat(split.deadLetters()).isEmpty();
  }

  @Test
  void takesALiveReportOfWhichTheBrokerGaveNoTime() throws Exception {
    ReportRecord record =
        ReportDeserializer.read(new ReportCursor(), new KafkaRecord("t", 0, 0, -1, GOOD));

    assertThat(split(true, List.of(record)).reports()).hasSize(1);
  }

  /** What a splitter made of records. */
  private record Split(List<Report> reports, List<TopicRecord> deadLetters, long counted) {
    List<DeadLetter> letters() {
      return deadLetters.stream().map(SplitReportsTest::decode).toList();
    }
  }

  private Split split(boolean live, byte[] @Nullable ... values) throws Exception {
    List<ReportRecord> records = new ArrayList<>();
    for (int offset = 0; offset < values.length; offset++) {
      deserializer.deserialize(consumed(offset, values[offset]), collectInto(records));
    }
    return split(live, records);
  }

  private static ConsumerRecord<byte[], byte[]> consumed(int offset, byte @Nullable [] value) {
    return new ConsumerRecord<>(
        "tokenpace.node-reports",
        3,
        offset,
        APPENDED_MILLIS,
        TimestampType.LOG_APPEND_TIME,
        0,
        0,
        new byte[0],
        value,
        new RecordHeaders(),
        Optional.empty());
  }

  private static Collector<ReportRecord> collectInto(List<ReportRecord> records) {
    return new Collector<>() {
      @Override
      public void collect(ReportRecord record) {
        records.add(record);
      }

      @Override
      public void close() {
        // A list needs no end.
      }
    };
  }

  private static Split splitCompleteThrough(boolean live, long completeThroughMicros)
      throws Exception {
    FakeNode node =
        new FakeNode(
            "node-1", Vantage.ENGINE, completeThroughMicros + 1 - FakeNode.REPORT_MICROS, 1);
    ReportRecord record =
        ReportDeserializer.read(
            new ReportCursor(),
            new KafkaRecord("t", 0, 0, APPENDED_MILLIS * 1_000, node.reports().get(0)));
    assertThat(record.completeThroughMicros()).isEqualTo(completeThroughMicros);
    return split(live, List.of(record));
  }

  private static Split split(boolean live, List<ReportRecord> records) throws Exception {
    SplitReports function = new SplitReports(live);
    try (OneInputStreamOperatorTestHarness<ReportRecord, Report> harness =
        ProcessFunctionTestHarnesses.forProcessFunction(function)) {
      for (ReportRecord record : records) {
        harness.processElement(record, 0);
      }
      Iterable<StreamRecord<TopicRecord>> sideOutput =
          harness.getSideOutput(SplitReports.DEAD_LETTERS);
      List<TopicRecord> deadLetters = new ArrayList<>();
      if (sideOutput != null) {
        sideOutput.forEach(letter -> deadLetters.add(letter.getValue()));
      }
      long counted =
          (Long)
              function
                  .getRuntimeContext()
                  .getAccumulator(SplitReports.REPORTS_DEAD)
                  .getLocalValue();
      return new Split(harness.extractOutputValues(), deadLetters, counted);
    }
  }

  private static DeadLetter onlyLetter(Split split) {
    assertThat(split.reports()).isEmpty();
    assertThat(split.counted()).isEqualTo(1);
    assertThat(split.letters()).hasSize(1);
    return split.letters().get(0);
  }

  private static DeadLetter decode(TopicRecord record) {
    return WireCodec.deadLetters().decode(record.value()).orThrow();
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  private static byte[] sha256(byte[] bytes) throws Exception {
    return MessageDigest.getInstance("SHA-256").digest(bytes);
  }
}
