package io.tokenpace.report.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokenpace.report.Range;
import io.tokenpace.report.Report;
import io.tokenpace.report.RollupReport;
import io.tokenpace.report.Run;
import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.Latency;
import io.tokenpace.schemas.metrics.MetricGroup;
import io.tokenpace.schemas.metrics.MetricSet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReportJsonTest {
  private static final Range RANGE =
      new Range(Instant.parse("2026-01-01T10:00:00Z"), Instant.parse("2026-01-01T10:05:00Z"));

  private static Report report(@Nullable Instant runEnd, RollupReport... rollups) {
    return new Report(
        new Run(
            "run 1",
            runEnd == null,
            Instant.parse("2026-01-01T10:00:30.000250Z"),
            runEnd,
            "hash",
            null,
            List.of(60_000L)),
        RANGE,
        RANGE,
        Set.copyOf(Latency.ALL),
        List.of(rollups));
  }

  /**
   * Two requests in a run of two minutes, one of them failed; worked out beside the golden file.
   */
  private static MetricSet parts() {
    MetricSet parts = new MetricSet();
    parts.add(Counter.REQUESTS_STARTED, 2);
    parts.add(Counter.REQUESTS_ENDED, 2);
    parts.add(Counter.REQUESTS_COMPLETED, 1);
    parts.add(Counter.REQUESTS_FAILED, 1);
    parts.add(Counter.ERRORS_OTHER, 1);
    parts.add(Counter.OUTPUT_TOKENS, 3);
    parts.add(Counter.OUTPUT_CHUNKS, 3);
    parts.add(Counter.INPUT_TOKENS, 240);
    parts.add(Counter.TTFT_NO_OUTPUT, 1);
    parts.add(Counter.TTFT_INFINITE, 1);
    parts.add(Counter.E2E_INFINITE, 1);
    parts.add(Counter.REPORTS_RECEIVED, 4);
    parts.add(Counter.FOLDED, 4);
    parts.observe(Latency.TTFT).add(250);
    parts.observe(Latency.TTFO).add(250);
    parts.observe(Latency.ICL).add(100);
    parts.observe(Latency.ICL).add(201);
    parts.observe(Latency.ITL).add(100);
    parts.observe(Latency.ITL).add(201);
    parts.observe(Latency.TPOT).add(151, 1, 150_500);
    parts.observe(Latency.E2E).add(551);
    parts.add(Counter.VLLM_BENCH_COMPLETED, 1);
    parts.add(Counter.VLLM_BENCH_FAILED, 1);
    parts.add(Counter.VLLM_BENCH_TOTAL_INPUT_TOKENS, 120);
    parts.add(Counter.VLLM_BENCH_TOTAL_OUTPUT_TOKENS, 3);
    parts.observe(Latency.VLLM_BENCH_TTFT).add(250);
    parts.observe(Latency.VLLM_BENCH_ITL).add(100);
    parts.observe(Latency.VLLM_BENCH_ITL).add(201);
    parts.observe(Latency.VLLM_BENCH_TPOT).add(151, 1, 150_500);
    return parts;
  }

  @Test
  void isTheGoldenDocument() throws IOException {
    Report report =
        report(
            Instant.parse("2026-01-01T10:02:30.000250Z"),
            new RollupReport("model", "{\"model\":\"m\",\"tenant\":\"ä\"}", true, parts()));

    assertThat(ReportJson.write(report)).isEqualTo(golden());
  }

  private static String golden() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(ReportJsonTest.class.getResourceAsStream("report.json"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void equalReportsGiveEqualBytes() {
    assertThat(ReportJson.write(report(null, new RollupReport("fleet", "{}", true, parts()))))
        .isEqualTo(ReportJson.write(report(null, new RollupReport("fleet", "{}", true, parts()))));
  }

  @Test
  void aViewThatIsOffIsNotThere() {
    MetricSet parts = new MetricSet();
    parts.know(MetricGroup.CORE);

    assertThat(ReportJson.write(report(null, new RollupReport("fleet", "{}", true, parts))))
        .contains("\"views\" : { }", "\"run_end\" : null")
        .doesNotContain("vllm_bench");
  }

  @Test
  void refusesAKeyThatIsNotAnObject() {
    assertThatThrownBy(
            () ->
                ReportJson.write(
                    report(null, new RollupReport("fleet", "x", true, new MetricSet()))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("key: x (expected: labels as a JSON object)");
  }
}
