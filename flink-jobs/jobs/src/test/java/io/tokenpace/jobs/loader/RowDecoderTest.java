package io.tokenpace.jobs.loader;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.schemas.codec.Decoded;
import io.tokenpace.schemas.codec.Rejection;
import io.tokenpace.schemas.codec.RejectionReason;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RowDecoderTest {
  @Test
  void takesARowOfEveryMixOfGroups() {
    for (long seed = 0; seed < 50; seed++) {
      SampleRow sample = SampleRow.random(new Random(seed));

      assertThat(RowDecoder.decode(sample.encoded()).orThrow().row())
          .as("seed %d", seed)
          .isEqualTo(sample.row);
    }
  }

  @Test
  void refusesARecordWithoutBytes() {
    assertThat(refused(null).reason()).isEqualTo(RejectionReason.EMPTY);
  }

  @Test
  void refusesTextThatHoldsNul() {
    assertInvalid(SampleRow.empty().set("run", "a\0b"), "run: NUL at character 1");
  }

  @Test
  void takesTheLongestKeyAnIndexHoldsAndRefusesALongerOne() {
    SampleRow sample = SampleRow.empty().set("run", "r").set("rollup", "m");

    sample.set("key", "k".repeat(RowDecoder.MAX_KEY_BYTES - 2));
    assertThat(RowDecoder.decode(sample.encoded())).isInstanceOf(Decoded.Value.class);

    sample.set("key", "ü".repeat(RowDecoder.MAX_KEY_BYTES / 2));
    assertInvalid(sample, "run, rollup and key: 2002 bytes");
  }

  @Test
  void refusesTimesBeyondTheCalendar() {
    assertInvalid(
        SampleRow.empty().set("windowEnd", Instant.ofEpochMilli(-1)), "windowEnd: 1969-12-31");
    assertInvalid(
        SampleRow.empty().set("runEnd", Instant.parse("+10000-01-01T00:00:00Z")),
        "runEnd: +10000-01-01");
  }

  @Test
  void refusesAWindowWithoutLength() {
    assertInvalid(SampleRow.empty().set("windowMillis", 0L), "windowMillis: 0");
  }

  @Test
  void refusesAHistogramThatContradictsItsCount() {
    SampleRow sample = SampleRow.empty().set("ttftCount", 2L).set("ttftSumMicros", 5L);
    sample.set("ttftMinMicros", 5L).set("ttftMaxMicros", 5L);
    sample.set("ttftIndex", List.of(5)).set("ttftCounts", List.of(1L));

    assertInvalid(sample, "ttft_count: 2 (expected: 1");
  }

  @Test
  void refusesAGroupThatIsKnownInPart() {
    assertInvalid(SampleRow.empty().set("goodRequests", 3L), "good_output_tokens: null");
  }

  @Test
  void refusesTruncatedBytesOfEveryLengthWithoutThrowing() {
    byte[] bytes = SampleRow.random(new Random(3)).encoded();
    for (int length = 0; length < bytes.length; length++) {
      assertThat(RowDecoder.decode(Arrays.copyOf(bytes, length)))
          .as("length %d", length)
          .isInstanceOf(Decoded.Rejected.class);
    }
  }

  private static void assertInvalid(SampleRow sample, String detail) {
    Rejection rejection = refused(sample.encoded());
    assertThat(rejection.reason()).isEqualTo(RejectionReason.INVALID);
    assertThat(rejection.detail()).startsWith(detail).contains("(expected: ");
    assertThat(rejection.fingerprint()).isNotNull();
  }

  private static Rejection refused(byte @Nullable [] bytes) {
    return ((Decoded.Rejected<DecodedRow>) RowDecoder.decode(bytes)).rejection();
  }
}
