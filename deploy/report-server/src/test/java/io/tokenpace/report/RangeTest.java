package io.tokenpace.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class RangeTest {
  private static Range range(String from, String to) {
    return new Range(Instant.parse(from), Instant.parse(to));
  }

  @Test
  void isRoundedOutward() {
    assertThat(
            range("2026-01-01T10:00:59.999999Z", "2026-01-01T10:03:00.000001Z")
                .roundedOutward(60_000))
        .isEqualTo(range("2026-01-01T10:00:00Z", "2026-01-01T10:04:00Z"));
  }

  @Test
  void staysAsItIsOnWholeWindows() {
    Range whole = range("2026-01-01T10:00:00Z", "2026-01-01T10:05:00Z");

    assertThat(whole.roundedOutward(60_000)).isEqualTo(whole);
  }

  @Test
  void isRoundedOutwardBeforeTheEpochToo() {
    assertThat(range("1969-12-31T23:59:30Z", "1969-12-31T23:59:31Z").roundedOutward(60_000))
        .isEqualTo(range("1969-12-31T23:59:00Z", "1970-01-01T00:00:00Z"));
  }
}
