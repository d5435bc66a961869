package io.tokenpace.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What lists of requests in flight may say; that they are read as written is tested elsewhere. */
class InFlightCursorTest {
  private final ReportCursor cursor = new ReportCursor();

  private @Nullable Rejection open(UnaryOperator<HandEncoder> inFlight) {
    return cursor.open(new HandReport().set("inFlight", inFlight).record());
  }

  private void refused(UnaryOperator<HandEncoder> inFlight, RejectionReason reason, String detail) {
    Rejection rejection = Objects.requireNonNull(open(inFlight), "a rejection");
    assertThat(rejection.reason()).isEqualTo(reason);
    assertThat(rejection.detail()).startsWith(detail).contains("(expected: ");
  }

  @Test
  void anEmptyListIsToldFromNone() {
    assertThat(open(encoder -> encoder.number(0))).isNull();
    assertThat(cursor.inFlight()).isNull();
    assertThat(open(encoder -> encoder.number(1, 0))).isNull();
    assertThat(Objects.requireNonNull(cursor.inFlight()).next()).isFalse();
  }

  @Test
  void itIsWalkedFromTheBeginningAtEachCall() {
    assertThat(open(encoder -> encoder.number(1, 1, 5, 0, -60, 17, 1, 6, 0, 90, 0, 0))).isNull();
    for (int walk = 0; walk < 2; walk++) {
      InFlightCursor inFlight = Objects.requireNonNull(cursor.inFlight());
      assertThat(inFlight.next()).isTrue();
      assertThat(inFlight.request()).isEqualTo(5);
      assertThat(inFlight.acceptedMicros()).isEqualTo(cursor.baseTimeMicros() - 60);
      assertThat(inFlight.outputTokens()).isEqualTo(17);
      assertThat(inFlight.next()).isTrue();
      assertThat(inFlight.request()).isEqualTo(6);
      assertThat(inFlight.next()).isFalse();
    }
  }

  @Test
  void requestsThatCannotBeAreRefused() {
    long[][] wrong = {
      {-1, 0, -60, 17}, {5, 1, -60, 17}, {5, 0, (1L << 40) + 1, 17}, {5, 0, -60, (1L << 28) + 1},
    };
    String[] fields = {"request", "series", "acceptedOffsetMicros", "outputTokens"};
    for (int field = 0; field < fields.length; field++) {
      long[] item = wrong[field];
      refused(
          encoder -> encoder.number(1, 1).number(item).number(0),
          RejectionReason.INVALID,
          "inFlight.%s: %d".formatted(fields[field], item[field]));
    }
  }

  @Test
  void whatLiesAboutBranchesOrCountsIsRefused() {
    refused(encoder -> encoder.number(2), RejectionReason.MALFORMED, "inFlight: union branch 2");
    refused(encoder -> encoder.number(1, 1L << 40), RejectionReason.TRUNCATED, "inFlight: ");
    refused(
        encoder -> encoder.number(1, -3, 0), RejectionReason.MALFORMED, "inFlight: block of -3");
  }
}
