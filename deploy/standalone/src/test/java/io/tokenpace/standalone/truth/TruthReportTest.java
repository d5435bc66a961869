package io.tokenpace.standalone.truth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What agrees passes, and every thing that does not is found and named. */
class TruthReportTest {
  @Test
  void passesWhatAgrees() throws Exception {
    TruthReport report = new TwoRequests(true).compare();

    assertThat(report.failures()).isEmpty();
    JsonNode text = new ObjectMapper().readTree(report.toJson());
    assertThat(text.path("checks"))
        .hasSize(report.judged())
        .allMatch(c -> c.path("holds").asBoolean());
    assertThat(text.at("/requests/joined_by_id").asInt()).isEqualTo(2);
    assertThat(text.at("/requests/chunks").asInt()).isEqualTo(4);
    assertThat(text.at("/requests/chunks_of_several_tokens").asInt()).isEqualTo(1);
    // Agent 50 and 80 ms, engines 49 and 79.5; gaps 10 and 20 ms, 10 and 21.
    assertThat(text.at("/stamps/ttft_distance/p50_ms").asDouble()).isEqualTo(0.5);
    assertThat(text.at("/stamps/ttft_distance/max_ms").asDouble()).isEqualTo(1.0);
    assertThat(text.at("/stamps/gap_distance/p50_ms").asDouble()).isEqualTo(0.0);
    assertThat(text.at("/stamps/gap_distance/max_ms").asDouble()).isEqualTo(1.0);
    assertThat(text.at("/cost/known_nanos").asText()).isEqualTo("2000000");
  }

  @Test
  void takesANodeThatFellSilentAsItIs() throws Exception {
    assertThat(new TwoRequests(false).compare().failures()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "requests_started, 3, requests started: count equal",
    "requests_completed, 2, requests completed: count equal",
    "requests_failed, 1, requests failed: count equal",
    "requests_timed_out, 1, requests cancelled or timed out: count equal",
    "requests_lost, 1, requests whose end nobody saw: count equal",
    "output_tokens, 6, output tokens: count equal",
  })
  void findsACounterThatIsOff(String counter, long value, String check) throws Exception {
    TwoRequests requests = new TwoRequests(true);
    requests.metrics.put(counter, value);

    assertThat(requests.compare().failures()).singleElement().asString().startsWith(check);
  }

  @ParameterizedTest
  @CsvSource({
    "ttft, p50_ms, 50.500, true",
    "ttft, p50_ms, 50.501, false",
    "icl, p99_ms, 19.799, false",
    "itl, p50_ms, 5.051, false",
    "tpot, p90_ms, 10.101, false",
    "e2e, p95_ms, 80.800, true",
    "e2e, p95_ms, 80.801, false",
  })
  void findsAPercentileThatIsMoreThanAPercentOff(
      String latency, String quantile, double value, boolean good) throws Exception {
    TwoRequests requests = new TwoRequests(true);
    ((ObjectNode) requests.metrics.get(latency)).put(quantile, value);

    if (good) {
      assertThat(requests.compare().failures()).isEmpty();
    } else {
      assertThat(requests.compare().failures())
          .singleElement()
          .asString()
          .startsWith("%s %s: within 1 %% or 1 µs".formatted(latency, quantile));
    }
  }

  @Test
  void findsAnObservationTooMany() throws Exception {
    TwoRequests requests = new TwoRequests(true);
    ((ObjectNode) requests.metrics.get("itl")).put("count", 4);

    assertThat(requests.compare().failures())
        .containsExactly("itl: count equal: report 4, agents' stamps 3");
  }

  @Test
  void findsANanoDollar() throws Exception {
    TwoRequests requests = new TwoRequests(true);
    requests.metrics.put("gpu_cost", 0.002000001);

    assertThat(requests.compare().failures())
        .hasSize(3)
        .allMatch(failure -> failure.startsWith("cost: "))
        .anyMatch(failure -> failure.endsWith("report 2000001, known 2000000 nano-dollars"));
  }

  @Test
  void findsAnOutcomeThatTheEngineKnowsOtherwise() throws Exception {
    TwoRequests requests = new TwoRequests(true);
    requests.truth.put("r-1", TwoRequests.json("[]", "failed_cut"));

    assertThat(requests.compare().failures())
        .containsExactly(
            "outcomes: equal for all that nobody cancelled: 1 differ [r-1: completed, engine"
                + " failed]");
  }

  @Test
  void forgivesWhoLeavesInTheMomentOfTheEnd() throws Exception {
    TwoRequests requests = new TwoRequests(true);
    requests.truth.put("r-2", TwoRequests.json("[]", "completed"));

    TruthReport report = requests.compare();

    assertThat(report.failures()).isEmpty();
    assertThat(report.toJson()).contains("r-2: cancelled, engine completed");
  }

  @Test
  void findsMoreCancelledThanClientsLeft() throws Exception {
    TwoRequests requests = new TwoRequests(true);
    requests.record.put("r-2", new ObjectMapper().readTree("{\"outcome\": \"completed\"}"));

    assertThat(requests.compare().failures())
        .containsExactly("cancelled: agents ≤ clients: agents 1, clients 0");
  }

  @Test
  void findsAChunkOfOtherTokens() throws Exception {
    TwoRequests requests = new TwoRequests(true);
    requests.truth.put(
        "r-1",
        TwoRequests.json(
            "[[1, 0, 1, 'answer', 1], [2, 0, 1, 'answer', 2], [3, 0, 1, 'answer', 3]]",
            "completed"));

    assertThat(requests.compare().failures())
        .containsExactly(
            "chunks of completed requests: as many, of as many tokens: 1 differ [r-1, choice 0]");
  }

  @Test
  void findsARequestThatOnlyOneSideKnows() throws Exception {
    TwoRequests requests = new TwoRequests(true);
    requests.truth.put("r-3", requests.truth.remove("r-1"));

    assertThat(requests.compare().failures())
        .containsExactly(
            "requests: each is known to the agents and their engines: 1 are not",
            "requests: each their engines know was reported: 1 were not [r-3]");
  }
}
