package io.tokenpace.postgres;

import static io.tokenpace.postgres.Answers.FROM;
import static io.tokenpace.postgres.Answers.RANGE;
import static io.tokenpace.postgres.Answers.TO;
import static io.tokenpace.postgres.Answers.key;
import static io.tokenpace.postgres.Answers.line;
import static io.tokenpace.postgres.Answers.ratio;
import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.postgres.testing.NearestRank;
import io.tokenpace.postgres.testing.SeededResults;
import io.tokenpace.postgres.testing.ServedRequest;
import io.tokenpace.schemas.histogram.HistogramLayout;
import io.tokenpace.schemas.metrics.LedgerLine;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who is slow and who misses what was promised, against the raw observations. */
class LatencyQueriesIT extends QueryTestBase {
  private static final int P99 = 990_000;

  @Test
  void whoMissesItsSloIsNamedWorstFirst() throws IOException, SQLException {
    List<Map<String, @Nullable String>> lines =
        answers("slo_missed_now.sql", Map.of("recent", "30 minutes", "objective", "0.8"));
    List<ServedRequest> recent =
        database.requests(SeededResults.END.minus(Duration.ofMinutes(30)), SeededResults.END);

    Map<List<String>, List<ServedRequest>> expected = new LinkedHashMap<>();
    for (ServedRequest request : recent) {
      for (List<String> who :
          List.of(
              List.of("model", key("model", request.model())),
              List.of("tenant", key("tenant", request.tenant())),
              List.of("model_tenant", key("model", request.model(), "tenant", request.tenant())))) {
        expected.computeIfAbsent(who, any -> new ArrayList<>()).add(request);
      }
    }
    assertThat(lines)
        .as(database.seed())
        .extracting(line -> List.of(line.get("rollup") + "", line.get("key") + ""))
        .containsExactlyInAnyOrderElementsOf(expected.keySet());
    for (Map<String, @Nullable String> line : lines) {
      assertSlo(
          line,
          expected.getOrDefault(List.of(line.get("rollup") + "", line.get("key") + ""), List.of()));
    }
    assertThat(lines)
        .extracting(line -> new BigDecimal(line.get("request_goodput_ratio") + ""))
        .isSorted();
    assertThat(lines).extracting(line -> line.get("misses_slo")).contains("t", "f");
  }

  private void assertSlo(Map<String, @Nullable String> line, List<ServedRequest> requests) {
    long counted = requests.stream().filter(ServedRequest::counts).count();
    long good = requests.stream().filter(r -> r.inLedger() && r.line() == LedgerLine.GOOD).count();
    List<ServedRequest> promised =
        requests.stream().filter(r -> r.completed() && !r.batch()).toList();
    long ttftMissed =
        promised.stream().filter(r -> r.ttftMicros() > ServedRequest.TTFT_BOUND_MICROS).count();
    long tpotMissed =
        promised.stream()
            .filter(r -> r.hasTpot() && r.tpotNanos() > ServedRequest.TPOT_BOUND_NANOS)
            .count();
    assertThat(line)
        .as(database.seed())
        .containsEntry("requests", Long.toString(counted))
        .containsEntry("good_requests", Long.toString(good))
        .containsEntry("request_goodput_ratio", ratio(good, counted, 6))
        .containsEntry("misses_slo", 10 * good < 8 * counted ? "t" : "f")
        .containsEntry("bad_to_allowed", ratio(5 * (counted - good), counted, 3));
    if (promised.isEmpty()) {
      assertThat(line).containsEntry("slo_ttft_attainment", null);
    } else {
      assertThat(line)
          .containsEntry("slo_ttft_missed", Long.toString(ttftMissed))
          .containsEntry(
              "slo_ttft_attainment", ratio(promised.size() - ttftMissed, promised.size(), 6))
          .containsEntry("slo_tpot_missed", Long.toString(tpotMissed));
    }
  }

  @Test
  void theTailIsCountedExactlyAndAddsUp() throws IOException, SQLException {
    List<Map<String, @Nullable String>> lines = answers("tail.sql", RANGE);
    List<ServedRequest> observed =
        database.requests(FROM, TO).stream().filter(request -> request.tokens() > 0).toList();
    long p99 = NearestRank.of(observed.stream().map(ServedRequest::ttftMicros).toList(), P99);
    int cell = HistogramLayout.index(p99);
    List<ServedRequest> tail =
        observed.stream().filter(r -> HistogramLayout.index(r.ttftMicros()) > cell).toList();
    assertThat(tail).as(database.seed()).isNotEmpty();

    assertThat(lines).hasSize(7);
    assertThat(lines.get(0))
        .as(database.seed())
        .containsEntry("rollup", "fleet")
        .containsEntry("observations", Integer.toString(observed.size()))
        .containsEntry(
            "tail_above_ms",
            BigDecimal.valueOf(HistogramLayout.lowMicros(cell) + HistogramLayout.width(cell) - 1, 3)
                .toPlainString())
        .containsEntry("in_tail", Integer.toString(tail.size()))
        .containsEntry("share_of_tail", "1.000000");
    for (Map<String, @Nullable String> line : lines.subList(1, lines.size())) {
      Predicate<ServedRequest> own =
          r ->
              line.containsValue(key("node", r.node()))
                  || line.containsValue(key("model", r.model()));
      long inTail = tail.stream().filter(own).count();
      long all = observed.stream().filter(own).count();
      assertThat(line)
          .as(database.seed())
          .containsEntry("observations", Long.toString(all))
          .containsEntry("in_tail", Long.toString(inTail))
          .containsEntry("share_of_tail", ratio(inTail, tail.size(), 6))
          .containsEntry("share_of_all", ratio(all, observed.size(), 6))
          .containsEntry("tail_to_all", ratio(inTail * observed.size(), tail.size() * all, 3));
    }
    assertThat(lines.get(1)).containsEntry("key", key("node", "node-4"));
  }

  @Test
  void slowNodesStandBesideTheFleet() throws IOException, SQLException {
    List<Map<String, @Nullable String>> lines = answers("slowest_nodes.sql", RANGE);
    assertThat(lines).hasSize(5);
    assertThat(lines.get(0)).containsEntry("node", "(fleet)");
    assertThat(lines.get(1)).containsEntry("node", key("node", "node-4"));
    for (Map<String, @Nullable String> line : lines) {
      List<ServedRequest> own =
          database.requests(FROM, TO).stream()
              .filter(
                  r -> line.containsValue("(fleet)") || line.containsValue(key("node", r.node())))
              .toList();
      List<Long> ttft = own.stream().filter(r -> r.tokens() > 0).map(r -> r.ttftMicros()).toList();
      List<Long> tpot =
          own.stream()
              .filter(ServedRequest::hasTpot)
              .map(r -> (r.tpotNanos() + 500) / 1_000)
              .toList();
      assertThat(line)
          .as(database.seed())
          .containsEntry("ttft_count", Integer.toString(ttft.size()))
          .containsEntry("tpot_count", Integer.toString(tpot.size()));
      assertThat(new BigDecimal(line.get("ttft_p99_ms") + ""))
          .matches(read -> NearestRank.matches(read, NearestRank.of(ttft, P99)));
      assertThat(new BigDecimal(line.get("tpot_p99_ms") + ""))
          .matches(read -> NearestRank.matches(read, NearestRank.of(tpot, P99)));
    }
  }

  @Test
  void aPercentileOfTooFewIsNullAndComesLast() throws IOException, SQLException {
    Map<String, String> variables =
        Map.of("from", "2026-03-01T08:00Z", "to", "2026-03-01T08:25Z", "least", "50");
    List<Map<String, @Nullable String>> lines = answers("slowest_nodes.sql", variables);
    assertThat(lines.get(4))
        .as(database.seed())
        .containsEntry("node", key("node", "node-3"))
        .containsEntry("ttft_p99_ms", null)
        .containsEntry("ttft_p99_to_fleet", null);
    assertThat(lines.get(3).get("ttft_p99_ms")).isNotNull();
  }
}
