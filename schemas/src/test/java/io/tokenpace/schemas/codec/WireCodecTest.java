package io.tokenpace.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokenpace.schemas.wire.DeadLetter;
import io.tokenpace.schemas.wire.FleetMetrics;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Test;

class WireCodecTest {
  private final WireCodec<DeadLetter> deadLetters = WireCodec.deadLetters();
  private final WireCodec<FleetMetrics> rows = WireCodec.fleetMetrics();

  @Test
  void everyPrefixIsRefusedAsTruncated() {
    everyPrefixIsRefused(rows, GoldenRecords.fleetMetrics());
    everyPrefixIsRefused(deadLetters, GoldenRecords.deadLetter());
    everyPrefixIsRefused(WireCodec.nodeReports(), GoldenRecords.nodeReport());
  }

  @Test
  void everyChangedByteIsReadOrRefusedWithoutAnException() {
    everyChangedByte(rows, GoldenRecords.fleetMetrics());
    everyChangedByte(deadLetters, GoldenRecords.deadLetter());
    everyChangedByte(WireCodec.nodeReports(), GoldenRecords.nodeReport());
  }

  @Test
  void recordsOfOneKindAreUnknownToTheOthers() {
    byte[] row = rows.encode(GoldenRecords.fleetMetrics());
    assertThat(reason(deadLetters, row)).isEqualTo(RejectionReason.UNKNOWN_FINGERPRINT);
    assertThat(reason(WireCodec.nodeReports(), row)).isEqualTo(RejectionReason.UNKNOWN_FINGERPRINT);
  }

  @Test
  void bytesAfterARecordAreRefused() {
    byte[] row = rows.encode(GoldenRecords.fleetMetrics());
    assertThat(reason(rows, Arrays.copyOf(row, row.length + 1)))
        .isEqualTo(RejectionReason.TRAILING_BYTES);
  }

  @Test
  void nothingIsEmpty() {
    assertThat(reason(rows, new byte[0])).isEqualTo(RejectionReason.EMPTY);
    assertThat(rows.decode(null)).isInstanceOf(Decoded.Rejected.class);
  }

  @Test
  void aMissingFieldIsNotWritten() {
    FleetMetrics row = GoldenRecords.fleetMetrics();
    row.put("run", null);
    assertThatThrownBy(() -> rows.encode(row))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("FleetMetrics: ")
        .hasMessageContaining("(expected: every field set)");
    assertThatThrownBy(() -> rows.encode(new FleetMetrics()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aRecordBeyondTheLimitIsNotWritten() {
    DeadLetter letter = GoldenRecords.deadLetter();
    letter.put("head", ByteBuffer.wrap(new byte[WireFormat.MAX_RECORD_BYTES]));
    assertThatThrownBy(() -> deadLetters.encode(letter))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("(expected: <= 1048576)");
  }

  @Test
  void aRefusalSaysReasonAndDetail() {
    Decoded<FleetMetrics> refused = rows.decode(new byte[] {1, 2, 3});
    assertThatThrownBy(refused::orThrow)
        .hasMessage("NOT_SINGLE_OBJECT: value: begins 0102 (expected: c301)");
    String longDetail = "x".repeat(600);
    assertThat(new Rejection(RejectionReason.MALFORMED, longDetail, null).detail())
        .hasSize(512)
        .endsWith("…");
  }

  private static <T extends SpecificRecordBase> void everyPrefixIsRefused(
      WireCodec<T> codec, T value) {
    byte[] bytes = codec.encode(value);
    for (int length = 1; length < bytes.length; length++) {
      assertThat(reason(codec, Arrays.copyOf(bytes, length)))
          .as("%d of %d bytes", length, bytes.length)
          .isEqualTo(RejectionReason.TRUNCATED);
    }
  }

  private static <T extends SpecificRecordBase> void everyChangedByte(WireCodec<T> codec, T value) {
    byte[] bytes = codec.encode(value);
    for (int position = 0; position < bytes.length; position++) {
      byte original = bytes[position];
      for (int change = 1; change < 256; change += 6) {
        bytes[position] = (byte) (original ^ change);
        if (codec.decode(bytes) instanceof Decoded.Value<T> read) {
          codec.encode(read.value());
        }
      }
      bytes[position] = original;
    }
  }

  private static <T extends SpecificRecordBase> RejectionReason reason(
      WireCodec<T> codec, byte[] bytes) {
    Decoded<T> decoded = codec.decode(bytes);
    assertThat(decoded).isInstanceOf(Decoded.Rejected.class);
    return ((Decoded.Rejected<T>) decoded).rejection().reason();
  }
}
