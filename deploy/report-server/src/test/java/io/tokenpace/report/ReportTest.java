package io.tokenpace.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReportTest {
  private static final Instant FROM = Instant.parse("2026-01-01T10:00:00Z");
  private static final Instant TO = Instant.parse("2026-01-01T10:05:00Z");

  private static Report report(String runStart, @Nullable String runEnd) {
    return report(runStart, runEnd, null);
  }

  private static Report report(
      String runStart, @Nullable String runEnd, @Nullable String resultsUntil) {
    return new Report(
        new Run(
            "r",
            runEnd == null,
            Instant.parse(runStart),
            runEnd == null ? null : Instant.parse(runEnd),
            "hash",
            resultsUntil == null ? null : Instant.parse(resultsUntil),
            List.of()),
        new Range(FROM, TO),
        new Range(FROM, TO),
        Set.of(),
        List.of());
  }

  @Test
  void coversTheTimeTheRangeAndTheRunShare() {
    assertThat(report("2026-01-01T10:01:00.000001Z", "2026-01-01T10:02:00Z").coveredMicros())
        .isEqualTo(59_999_999);
    assertThat(report("2026-01-01T09:00:00Z", "2026-01-01T11:00:00Z").coveredMicros())
        .isEqualTo(300_000_000);
  }

  @Test
  void aLiveRunReachesToItsNewestResult() {
    String start = "2026-01-01T10:01:00Z";
    assertThat(report(start, null).coveredMicros()).isEqualTo(240_000_000);
    assertThat(report(start, null, "2026-01-01T10:03:00Z").coveredMicros()).isEqualTo(120_000_000);
    assertThat(report(start, null, "2026-01-01T10:06:00Z").coveredMicros()).isEqualTo(240_000_000);
    assertThat(report(start, null, "2026-01-01T09:00:00Z").coveredMicros()).isZero();
  }

  @Test
  void coversNothingOutsideTheRun() {
    assertThat(report("2026-01-01T11:00:00Z", "2026-01-01T12:00:00Z").coveredMicros()).isZero();
  }

  @Test
  void refusesEndsInTheWrongOrder() {
    assertThatThrownBy(() -> report("2026-01-01T11:00:00Z", "2026-01-01T10:00:00Z"))
        .hasMessageContaining("end: 2026-01-01T10:00:00Z (expected: not before");
  }
}
