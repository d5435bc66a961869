package io.tokenpace.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.schemas.codec.HandReport.HandEnd;
import io.tokenpace.schemas.codec.HandReport.HandRun;
import io.tokenpace.schemas.wire.NodeReport;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReportCursorTest {
  private static final long BASE = 1_700_000_000_000_000L;

  private final ReportCursor cursor = new ReportCursor();

  @Test
  void readsAReportThatWasEncodedByHand() {
    assertThat(cursor.open(new HandReport().record())).isNull();
    assertThat(cursor.node()).isEqualTo("node-1");
    assertThat(cursor.sequence()).isEqualTo(7);
    assertThat(cursor.series(0)).isEqualTo(new SeriesLabels("e", "m", "b", "t", "w"));
    assertThat(cursor.servingGroup()).isEqualTo("group");
    assertThat(cursor.gpus()).containsExactly(new ReportGpu("GPU-1", "H100", "(none)"));
    RunCursor run = cursor.runs();
    assertThat(run.next()).isTrue();
    assertThat(run.chunks()).isEqualTo(3);
    assertThat(run.startMicros()).isEqualTo(BASE + 40);
    assertThat(run.gapMicros(1)).isEqualTo(100);
    assertThat(run.gapMicros(2)).isEqualTo(200);
    assertThat(run.tokens(2)).isEqualTo(3);
    assertThat(run.reasoning(0)).isTrue();
    assertThat(run.firstAnswer()).isEqualTo(1);
    assertThat(run.answerSinceMicros()).isEqualTo(130);
    assertThat(run.roleSinceMicros()).isEqualTo(20);
    assertThat(run.next()).isFalse();
    assertThat(run.next()).as("asked again at the end").isFalse();
    EndedCursor end = cursor.ended();
    assertThat(end.next()).isTrue();
    assertThat(end.endMicros()).isEqualTo(BASE + 400);
    assertThat(end.outputTokens()).isEqualTo(6);
    assertThat(end.cachedInputTokens()).isEqualTo(-1);
    assertThat(end.errorClass()).isNull();
  }

  @Test
  void readsBlocksThatSayTheirSize() {
    byte[] run =
        new HandRun()
            // −1 items: one, and its bytes; then a block of one item without its size.
            .set("gapMicros", encoder -> encoder.number(-1, 2, 100, 1, 200, 0))
            .bytes();
    byte[] record =
        new HandReport()
            .set("runs", encoder -> encoder.number(-1, run.length).raw(run).number(0))
            .record();
    Seen seen = SeenByCursor.read(cursor, record);
    assertThat(seen).isEqualTo(SeenByCursor.read(cursor, new HandReport().record()));
    assertThat(SeenByRecord.readGeneric(record)).isEqualTo(seen);
    assertThat(SeenByRecord.read(WireCodec.nodeReports().decode(record).orThrow())).isEqualTo(seen);
  }

  @Test
  void refusesWhatIsNoRecord() {
    refused(null, RejectionReason.EMPTY, "value: none (expected: a record)");
    refused(new byte[0], RejectionReason.EMPTY, "value: none");
    refused(
        "{}".getBytes(StandardCharsets.UTF_8),
        RejectionReason.NOT_SINGLE_OBJECT,
        "value: begins 7b7d");
    refused(new byte[] {(byte) 0xC3, 2}, RejectionReason.NOT_SINGLE_OBJECT, "value: begins c302");
    refused(new byte[] {(byte) 0xC3}, RejectionReason.TRUNCATED, "value: 1 bytes");
    refused(new byte[(1 << 20) + 1], RejectionReason.TOO_LARGE, "value: 1048577 bytes");
  }

  @Test
  void refusesAnUnknownFingerprintAndSaysWhich() {
    byte[] record = new HandReport().record();
    for (int i = 0; i < 8; i++) {
      record[2 + i] = (byte) (i + 1);
    }
    refused(record, RejectionReason.UNKNOWN_FINGERPRINT, "fingerprint: 0807060504030201");
    assertThat(rejection(record).fingerprint()).isEqualTo(0x0807060504030201L);
  }

  @Test
  void refusesBytesAfterTheReport() {
    byte[] record = new HandReport().set("loopLagMicros", e -> e.number(0, 9)).record();
    refused(record, RejectionReason.TRAILING_BYTES, "1 bytes after the report");
  }

  @Test
  void takesLabelsOf1To128BytesOfUtf8Only() {
    for (String field : new String[] {"node", "agentId", "servingGroup", "region", "pool"}) {
      assertThat(open(field, encoder -> encoder.text("x".repeat(128)))).isNull();
      assertThat(open(field, encoder -> encoder.text("ü".repeat(64)))).isNull();
      refusedField(field, e -> e.text(""), RejectionReason.INVALID, field + ": 0 bytes");
      refusedField(
          field, e -> e.text("x".repeat(129)), RejectionReason.INVALID, field + ": 129 bytes");
      refusedField(
          field,
          e -> e.number(2).raw((byte) 0xC3, (byte) 0x28),
          RejectionReason.MALFORMED,
          field + ": bytes that are not UTF-8");
    }
    refusedField(
        "series",
        e -> e.number(1).text("e", "m", "b", "", "w").number(0),
        RejectionReason.INVALID,
        "series.tenant: 0 bytes");
    refusedField(
        "series",
        e -> e.number(1).text("e", "m".repeat(129), "b", "t", "w").number(0),
        RejectionReason.INVALID,
        "series.model: 129 bytes");
  }

  @Test
  void takesGpusWhoseTextsAre1To128BytesOnly() {
    String longest = "x".repeat(128);
    UnaryOperator<HandEncoder> two =
        e -> e.number(1).text(longest, longest, longest).number(1).text("a", "b", "c").number(0);
    assertThat(open("gpus", two)).isNull();
    assertThat(cursor.gpus())
        .containsExactly(new ReportGpu(longest, longest, longest), new ReportGpu("a", "b", "c"));
    assertThat(cursor.gpus()).as("asked again").hasSize(2);
    assertThat(open("gpus", e -> e.number(0))).isNull();
    assertThat(cursor.gpus()).isEmpty();
    refusedField(
        "gpus",
        e -> e.number(1).text("", "H100", "e").number(0),
        RejectionReason.INVALID,
        "gpus.uuid: 0 bytes");
    refusedField(
        "gpus",
        e -> e.number(1).text("GPU-1", "H".repeat(129), "e").number(0),
        RejectionReason.INVALID,
        "gpus.type: 129 bytes");
    refusedField(
        "gpus",
        e -> e.number(1).text("GPU-1", "H100", "").number(0),
        RejectionReason.INVALID,
        "gpus.engine: 0 bytes");
  }

  @Test
  void refusesOtherTextThatIsNotUtf8() {
    UnaryOperator<HandEncoder> broken = e -> e.number(1, 1).raw((byte) 0xFF);
    refusedEnd("engineVersion", broken, RejectionReason.MALFORMED, "engineVersion: bytes");
    refusedEnd("traceId", broken, RejectionReason.MALFORMED, "traceId: bytes");
    refusedField(
        "drops",
        e -> e.number(1, 1).raw((byte) 0xFF).number(3, 0),
        RejectionReason.MALFORMED,
        "drops.reason: bytes that are not UTF-8");
  }

  @Test
  void refusesTextsThatAreLongerThanTheSchemaSays() {
    UnaryOperator<HandEncoder> tooLong = e -> e.number(1).text("x".repeat(65));
    for (String field : new String[] {"finishReason", "errorClass", "requestId"}) {
      refusedEnd(field, tooLong, RejectionReason.INVALID, "ended." + field + ": 65");
    }
  }

  @Test
  void refusesLengthsAndCountsThatCannotBeTrueWithoutBelievingThem() {
    long[] lies = {1L << 30, Integer.MAX_VALUE, 1L << 40, Long.MAX_VALUE};
    for (long lie : lies) {
      refusedField("node", e -> e.number(lie), RejectionReason.TRUNCATED, "node: ");
      for (String array :
          new String[] {
            "gpus",
            "series",
            "started",
            "runs",
            "ended",
            "engineCounters",
            "engineSamples",
            "gpuSamples",
            "drops"
          }) {
        refusedField(array, e -> e.number(lie), RejectionReason.TRUNCATED, array + ": ");
        refusedField(
            array, e -> e.number(-lie, 1L << 19), RejectionReason.MALFORMED, array + ": block of");
        refusedField(
            array, e -> e.number(-lie, 0), RejectionReason.MALFORMED, array + ": block of");
        refusedField(
            array, e -> e.number(-lie, lie), RejectionReason.MALFORMED, array + ": block of");
      }
      for (String array : new String[] {"gapMicros", "tokens", "kinds"}) {
        refusedRun(array, e -> e.number(lie), RejectionReason.TRUNCATED, array + ": ");
      }
    }
    refusedField(
        "runs", e -> e.number(Long.MIN_VALUE, 5), RejectionReason.MALFORMED, "runs: block of");
    refusedField("node", e -> e.number(-1), RejectionReason.MALFORMED, "node: length -1");
  }

  @Test
  void refusesNumbersThatAreNone() {
    byte[] elevenBytes = new byte[11];
    Arrays.fill(elevenBytes, (byte) 0xFF);
    refusedField(
        "sequence", e -> e.raw(elevenBytes), RejectionReason.MALFORMED, "sequence: a number of");
    // Zero in six bytes: other readers of the encoding stop at five for an int.
    byte[] longZero = {(byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, 0};
    refusedRun("choice", e -> e.raw(longZero), RejectionReason.MALFORMED, "choice: 0 in 6 bytes");
    refusedRun("choice", e -> e.number(1L << 31), RejectionReason.MALFORMED, "choice: 2147483648");
    refusedRun(
        "firstOfRequest",
        e -> e.raw((byte) 2),
        RejectionReason.MALFORMED,
        "firstOfRequest: byte 2");
    refusedRun(
        "answerSinceMicros",
        e -> e.number(2),
        RejectionReason.MALFORMED,
        "answerSinceMicros: union");
    refusedField("vantage", e -> e.number(4), RejectionReason.MALFORMED, "vantage: symbol 4");
    refusedField("state", e -> e.number(-1), RejectionReason.MALFORMED, "state: symbol -1");
  }

  @Test
  void refusesTimesAndNumbersOutOfRange() {
    refusedField("sequence", e -> e.number(-1), RejectionReason.INVALID, "sequence: -1");
    refusedField(
        "sequence",
        e -> e.number(Long.MAX_VALUE),
        RejectionReason.INVALID,
        "sequence: 9223372036854775807");
    refusedField(
        "sequence",
        e -> e.number((1L << 40) + 1),
        RejectionReason.INVALID,
        "sequence: 1099511627777");
    refusedField("baseTimeMicros", e -> e.number(-1), RejectionReason.INVALID, "baseTimeMicros");
    refusedField(
        "completeThroughMicros",
        e -> e.number(1_700_000_000_000_000_000L),
        RejectionReason.INVALID,
        "completeThroughMicros");
    refusedRun("series", e -> e.number(1), RejectionReason.INVALID, "runs.series: 1 (expected: 0");
    refusedRun("request", e -> e.number(-1), RejectionReason.INVALID, "runs.request: -1");
    refusedRun("sinceMicros", e -> e.number(-1), RejectionReason.INVALID, "runs.sinceMicros: -1");
    refusedRun(
        "startOffsetMicros",
        e -> e.number((1L << 40) + 1),
        RejectionReason.INVALID,
        "runs.startOffsetMicros");
    refusedRun(
        "gapMicros", e -> e.number(2, 1, -1, 0), RejectionReason.INVALID, "runs.gapMicros[1]: -1");
    refusedRun(
        "gapMicros",
        e -> e.number(2, 1L << 40, 1, 0),
        RejectionReason.INVALID,
        "runs.gapMicros: 1099511627777");
    refusedRun(
        "tokens", e -> e.number(3, 1, 0, 1, 0), RejectionReason.INVALID, "runs.tokens[1]: 0");
    refusedEnd("inBandCode", e -> e.number(1, -1), RejectionReason.INVALID, "ended.inBandCode: -1");
    refusedEnd("httpStatus", e -> e.number(1, 1000), RejectionReason.INVALID, "ended.httpStatus");
    refusedEnd("choices", e -> e.number(0), RejectionReason.INVALID, "ended.choices: 0");
    refusedEnd("inputTokens", e -> e.number(1, -5), RejectionReason.INVALID, "ended.inputTokens");
  }

  @Test
  void refusesFieldsThatContradictEachOther() {
    refusedRun("tokens", e -> e.number(2, 1, 1, 0), RejectionReason.INVALID, "runs.tokens: 2");
    refusedRun("kinds", e -> e.number(4, 0, 0, 0, 0, 0), RejectionReason.INVALID, "runs.kinds: 4");
    refusedRun("firstIndex", e -> e.number(5), RejectionReason.INVALID, "runs.firstIndex: 5");
    refusedRun(
        "roleSinceMicros",
        e -> e.number(1, 31),
        RejectionReason.INVALID,
        "runs.roleSinceMicros: 31");
    refusedRun(
        "kinds",
        e -> e.number(3, 1, 1, 1, 0),
        RejectionReason.INVALID,
        "runs.answerSinceMicros: 130 (expected: null in a run of reasoning only)");
    refusedEnd(
        "lastOutputSinceMicros",
        e -> e.number(1, 29),
        RejectionReason.INVALID,
        "ended.lastOutputSinceMicros: 29");
    refusedEnd(
        "lastOutputSinceMicros",
        e -> e.number(0),
        RejectionReason.INVALID,
        "ended.lastOutputSinceMicros: -1");
  }

  private @Nullable Rejection open(String field, UnaryOperator<HandEncoder> encoding) {
    return cursor.open(new HandReport().set(field, encoding).record());
  }

  private void refusedField(
      String field, UnaryOperator<HandEncoder> encoding, RejectionReason reason, String detail) {
    refused(new HandReport().set(field, encoding).record(), reason, detail);
  }

  private void refusedRun(
      String field, UnaryOperator<HandEncoder> encoding, RejectionReason reason, String detail) {
    byte[] run = new HandRun().set(field, encoding).bytes();
    refusedField("runs", encoder -> encoder.number(1).raw(run).number(0), reason, detail);
  }

  private void refusedEnd(
      String field, UnaryOperator<HandEncoder> encoding, RejectionReason reason, String detail) {
    byte[] end = new HandEnd().set(field, encoding).bytes();
    refusedField("ended", encoder -> encoder.number(1).raw(end).number(0), reason, detail);
  }

  private Rejection rejection(byte @Nullable [] record) {
    return Objects.requireNonNull(cursor.open(record), "a rejection");
  }

  /** The cursor refuses; so does the codec, unless only the meaning is wrong. */
  private void refused(byte @Nullable [] record, RejectionReason reason, String detail) {
    Rejection rejection = rejection(record);
    assertThat(rejection.reason()).as(rejection.detail()).isEqualTo(reason);
    assertThat(rejection.detail()).startsWith(detail).contains("(expected: ");
    if (reason != RejectionReason.INVALID) {
      Decoded<NodeReport> decoded = WireCodec.nodeReports().decode(record);
      assertThat(decoded).isInstanceOf(Decoded.Rejected.class);
      assertThat(((Decoded.Rejected<NodeReport>) decoded).rejection().reason()).isEqualTo(reason);
    }
  }
}
