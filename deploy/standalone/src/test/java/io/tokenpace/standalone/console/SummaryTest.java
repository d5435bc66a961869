package io.tokenpace.standalone.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SummaryTest {
  @Test
  void showsTheFleetsNumbersAndADashForWhatIsUndefined() {
    assertThat(
            Summary.lines(
                """
                {"rollups": [
                  {"rollup": "node", "key": {"node": "a"}, "metrics": {"output_tokens": 1}},
                  {"rollup": "fleet", "key": {}, "metrics": {
                    "requests_started": 1064, "requests_completed": 1060, "requests_failed": 4,
                    "requests_lost": 0, "output_tokens": 4096, "output_tokens_per_second": 1234.5678,
                    "ttft": {"count": 1060, "mean_ms": 62.707417, "min_ms": 1.0, "max_ms": 97.001,
                             "p50_ms": 68.321, "p90_ms": 86.71, "p95_ms": 92.105, "p99_ms": 96.985,
                             "p999_ms": 97.001},
                    "tpot": {"count": 0, "mean_ms": null, "p50_ms": null}}}]}
                """))
        .containsExactly(
            "requests: 1,064 started, 1,060 completed, 4 failed, 0 lost",
            "output:   4,096 tokens, 1,234.568 tokens/s",
            "goodput:  – requests good (ratio –), – good tokens/s",
            "cost:     unknown: no node names its GPUs",
            "latency, ms        count        mean         p50         p90         p99         max",
            "ttft               1,060      62.707      68.321      86.710      96.985      97.001",
            "itl                    –           –           –           –           –           –",
            "tpot                   0           –           –           –           –           –",
            "e2e                    –           –           –           –           –           –");
  }

  @Test
  void saysWhatIsGoodAndWhatItCosts() {
    assertThat(
            Summary.lines(
                """
                {"rollups": [{"rollup": "fleet", "metrics": {
                  "good_requests": 1060, "request_goodput_ratio": 0.996241,
                  "good_output_tokens_per_second": 1200.5, "policy_missing": 0,
                  "gpu_hours": 0.5, "gpu_cost": 1.500000000,
                  "cost_per_million_output_tokens": 0.208333,
                  "cost_per_million_good_tokens": null}}]}
                """))
        .contains(
            "goodput:  1,060 requests good (ratio 0.996), 1,200.500 good tokens/s",
            "cost:     $ 1.5000 for 0.500 GPU hours, $ 0.2083 per million output tokens,"
                + " $ – per million good");
  }

  @Test
  void saysWhatIsMissingToKnowGoodAndCost() {
    assertThat(
            Summary.lines(
                """
                {"rollups": [{"rollup": "fleet", "metrics": {
                  "good_requests": 3, "request_goodput_ratio": 1.0,
                  "good_output_tokens_per_second": 2.0, "policy_missing": 4,
                  "gpu_hours": 0.25, "gpu_cost": null}}]}
                """))
        .contains(
            "goodput:  3 requests good (ratio 1.000), 2.000 good tokens/s; 4 without an SLO policy",
            "cost:     unknown: no price for the type of these GPUs (0.250 GPU hours)");
  }

  @Test
  void saysThatThereIsNoFleetWhereNoneIsConfigured() {
    assertThat(Summary.lines("{\"rollups\": [{\"rollup\": \"node\"}]}"))
        .containsExactly("no roll-up named fleet is configured: the results are in the report");
  }

  @Test
  void refusesWhatIsNoJson() {
    assertThatThrownBy(() -> Summary.lines("{")).hasMessageContaining("(expected: JSON)");
  }
}
