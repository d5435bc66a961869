package io.tokenpace.standalone.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FleetLineTest {
  private static final Instant END = Instant.parse("2026-11-24T13:25:00Z");

  @Test
  void saysWhatTheMinuteWasLike() {
    // 120,000 tokens in 60 s; 114 of 120 good; 0.24 $ for 0.12 million tokens.
    assertThat(
            minute("131", "120000", "38784", "200192", "114", "120", "240000000", "0", "60")
                .toLine())
        .isEqualTo(
            "2026-11-24T13:25:00Z  131 requests  2,000 tokens/s  ttft p50 38.8 p99 200.2 ms"
                + "  good 95.0 %  $/M tokens 2.0000");
  }

  @Test
  void showsADashForWhatIsNotKnownOrHasNoMeaning() {
    assertThat(minute("0", "0", null, null, "0", "0", "0", null, "60").toLine())
        .isEqualTo(
            "2026-11-24T13:25:00Z  0 requests  0 tokens/s  ttft p50 – p99 – ms  good –  $/M tokens –");
    assertThat(minute("1", "5", "1000", "1000", null, "1", null, null, "0").toLine())
        .contains("  – tokens/s  ")
        .contains("  good –  ")
        .endsWith("  $/M tokens –");
  }

  @Test
  void namesNodesThatFellSilent() {
    assertThat(minute("0", "0", null, null, null, null, null, "1", "10").toLine())
        .endsWith("  1 node silent");
    assertThat(minute("0", "0", null, null, null, null, null, "2", "10").toLine())
        .endsWith("  2 nodes silent");
  }

  private static FleetLine.Newest minute(@Nullable String... values) {
    return new FleetLine.Newest(
        END,
        number(values[0]),
        number(values[1]),
        number(values[2]),
        number(values[3]),
        number(values[4]),
        number(values[5]),
        number(values[6]),
        number(values[7]),
        number(values[8]));
  }

  private static @Nullable BigDecimal number(@Nullable String value) {
    return value == null ? null : new BigDecimal(value);
  }
}
