package io.tokenpace.report.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.tokenpace.report.Range;
import io.tokenpace.report.Report;
import io.tokenpace.report.RollupReport;
import io.tokenpace.report.Run;
import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.Latency;
import io.tokenpace.schemas.metrics.MetricGroup;
import io.tokenpace.schemas.metrics.MetricSet;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SelectionTest {
  private static final Instant START = Instant.parse("2026-01-01T10:00:00Z");
  private static final Range RANGE = new Range(START, START.plusSeconds(10));

  private static RollupReport rollup(MetricSet parts) {
    return new RollupReport("fleet", "{}", true, parts);
  }

  private static Report report(Set<Latency> latencies, MetricSet parts) {
    Run run = new Run("run", true, START, null, "hash", null, List.of());
    return new Report(run, RANGE, RANGE, latencies, List.of(rollup(parts)));
  }

  /** Every group known, every latency observed twice. */
  private static MetricSet full() {
    MetricSet parts = new MetricSet();
    Counter.ALL.forEach(counter -> parts.add(counter, 1));
    Latency.ALL.forEach(latency -> parts.observe(latency).add(100));
    Latency.ALL.forEach(latency -> parts.observe(latency).add(300));
    return parts;
  }

  /** A latency a metric does not need may be missing from the parts and nothing changes. */
  @Test
  void needsTheLatenciesWhoseAbsenceChangesAMetricAndNoOthers() {
    for (String name : Selection.everything().shown().keySet()) {
      JsonNode whole = Selection.metric(name).value().apply(new Parts(full(), 7));
      for (Latency latency : Latency.ALL) {
        MetricSet without = new MetricSet();
        Counter.ALL.forEach(counter -> without.add(counter, 1));
        MetricGroup.ALL.forEach(without::know);
        Latency.ALL.stream()
            .filter(other -> other != latency)
            .forEach(other -> without.observe(other).merge(full().observe(other)));
        assertThat(Selection.metric(name).value().apply(new Parts(without, 7)).equals(whole))
            .as("%s without %s", name, latency)
            .isNotEqualTo(Selection.of(List.of(name)).latencies().contains(latency));
      }
    }
  }

  @Test
  void showsWholeMetricsAndFieldsInTheOrderAsked() {
    Selection selection = Selection.of(List.of("ttft.p99_ms", "gpu_cost", "ttft.count", "tpot"));

    assertThat(selection.columns())
        .startsWith("ttft.count", "ttft.p99_ms", "gpu_cost", "tpot.count", "tpot.mean_ms");
    assertThat(selection.latencies()).containsExactlyInAnyOrder(Latency.TTFT, Latency.TPOT);
    Report report = report(selection.latencies(), full());
    assertThat(MetricsJson.metrics(selection, report, rollup(full())).toString())
        .startsWith(
            "{\"ttft\":{\"count\":2,\"p99_ms\":0.300},\"gpu_cost\":1E-9,\"tpot\":{\"count\":2,");
  }

  @Test
  void aMetricAskedForAsAWholeIsWholeWhateverElseIsAskedOfIt() {
    assertThat(Selection.of(List.of("ttft", "ttft.p99_ms")).columns()).hasSize(9);
    assertThat(Selection.of(List.of("ttft.p99_ms", "ttft")).columns()).hasSize(9);
  }

  @Test
  void metricsOfViewsAreShownApart() {
    Selection selection = Selection.of(List.of("vllm_bench_ttft.count", "output_tokens"));
    Report report = report(selection.latencies(), full());

    assertThat(MetricsJson.metrics(selection, report, rollup(full())))
        .hasToString("{\"output_tokens\":1}");
    assertThat(MetricsJson.views(selection, report, rollup(full())))
        .hasToString("{\"vllm_bench\":{\"ttft\":{\"count\":2}}}");
    assertThat(
            MetricsJson.views(
                Selection.mainView(), report(Set.copyOf(Latency.ALL), full()), rollup(full())))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "tfft", "ttft.", "ttft.p98_ms", "gpu_cost.p99_ms", "run", ".", "TTFT"})
  void refusesWhatIsNoMetric(String name) {
    assertThatThrownBy(() -> Selection.of(List.of("ttft", name)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("metrics: " + name + " (expected: names of the dictionary");
  }

  @Test
  void refusesNothing() {
    assertThatThrownBy(() -> Selection.of(List.of())).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aLatencyThatWasNotReadIsNotShownAsEmpty() {
    assertThatThrownBy(
            () ->
                MetricsJson.metrics(
                    Selection.of(List.of("ttft")),
                    report(Set.of(Latency.TPOT), full()),
                    rollup(full())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("latencies: [TPOT]");
  }
}
