package io.tokenpace.report.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tokenpace.report.server.RawFleet.Minute;
import io.tokenpace.report.server.RawFleet.Request;
import io.tokenpace.report.testing.ServerFixture;
import io.tokenpace.schemas.testing.Seeds;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** What the API says, against the requests and reports its rows were made from. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class ValuesIT {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();
  private static final Instant FROM = Instant.parse("2026-04-01T08:07:00Z");
  private static final Instant TO = Instant.parse("2026-04-01T09:03:00Z");

  private final long seed = Seeds.of(1).get(0);
  private final RawFleet first = new RawFleet(seed);
  private final RawFleet second = new RawFleet(seed + 1_000);
  private ServerFixture fixture;

  @BeforeAll
  void start() throws IOException, SQLException {
    System.out.println(Seeds.describe(seed));
    fixture = ServerFixture.start();
    try (Connection connection = fixture.postgres().getPostgresDatabase().getConnection()) {
      connection.setAutoCommit(false);
      first.write(connection, "first", false);
      second.write(connection, "second", false);
      first.write(connection, "living", true);
      connection.commit();
    }
  }

  @AfterAll
  void stop() throws IOException {
    fixture.close();
  }

  private JsonNode json(String path) throws IOException, InterruptedException {
    return JSON.readTree(fixture.get(path).body());
  }

  private static long sum(List<Request> requests, ToLongFunction<Request> part) {
    return requests.stream().mapToLong(part).sum();
  }

  private static long total(List<Minute> minutes, ToLongFunction<Minute> part) {
    return minutes.stream().mapToLong(part).sum();
  }

  private static BigDecimal quotient(long dividend, long divisor, int decimals) {
    return new BigDecimal(dividend).divide(new BigDecimal(divisor), decimals, RoundingMode.HALF_UP);
  }

  private static BigDecimal ratio(BigDecimal after, BigDecimal before) {
    return after.divide(before, 6, RoundingMode.HALF_UP);
  }

  private static long[] sorted(List<Request> requests, ToLongFunction<Request> micros) {
    return requests.stream().mapToLong(micros).sorted().toArray();
  }

  /** Count, mean and ends exactly; percentiles as far as stated from the nearest rank. */
  private void assertLatency(JsonNode shown, long[] sortedMicros, BigDecimal meanMillis) {
    assertThat(shown.path("count").asLong()).isEqualTo(sortedMicros.length);
    if (sortedMicros.length == 0) {
      assertThat(shown.path("mean_ms").isNull()).isTrue();
      assertThat(shown.path("p99_ms").isNull()).isTrue();
      return;
    }
    assertThat(shown.path("mean_ms").decimalValue()).isEqualByComparingTo(meanMillis);
    assertThat(shown.path("min_ms").decimalValue())
        .isEqualByComparingTo(BigDecimal.valueOf(sortedMicros[0], 3));
    assertThat(shown.path("max_ms").decimalValue())
        .isEqualByComparingTo(BigDecimal.valueOf(sortedMicros[sortedMicros.length - 1], 3));
    int[] perMille = {500, 900, 950, 990, 999};
    String[] names = {"p50_ms", "p90_ms", "p95_ms", "p99_ms", "p999_ms"};
    for (int i = 0; i < names.length; i++) {
      long rank = ((long) sortedMicros.length * perMille[i] + 999) / 1_000;
      long nearest = sortedMicros[(int) Math.max(1, rank) - 1];
      assertThat(shown.path(names[i]).decimalValue().movePointRight(3).doubleValue())
          .as("%s, %s", names[i], Seeds.describe(seed))
          .isBetween(
              nearest - Math.max(1, nearest / 100.0), nearest + Math.max(1, nearest / 100.0));
    }
  }

  private void assertLatencies(JsonNode metrics, List<Request> requests) {
    int count = Math.max(1, requests.size());
    assertLatency(
        metrics.path("ttft"),
        sorted(requests, Request::ttftMicros),
        quotient(sum(requests, Request::ttftMicros), 1_000L * count, 6));
    assertLatency(
        metrics.path("tpot"),
        sorted(requests, Request::tpotMicros),
        quotient(sum(requests, Request::tpotNanos), 1_000_000L * count, 6));
  }

  @Test
  void everyWindowOfASeriesHoldsItsRequests() throws Exception {
    for (int step : new int[] {60, 300}) {
      JsonNode series =
          json(
              "api/windows?run=first&rollup=node&step=%d&from=%s&to=%s".formatted(step, FROM, TO)
                  + "&metrics=ttft,tpot,requests_ended,output_tokens_per_second");
      assertThat(series.path("step_seconds").asInt()).isEqualTo(step);
      assertThat(series.path("keys")).hasSize(3);
      for (JsonNode key : series.path("keys")) {
        String node = key.at("/key/node").asText();
        Instant expected = Instant.parse(series.path("from").asText());
        for (JsonNode window : key.path("windows")) {
          Instant from = Instant.parse(window.path("from").asText());
          Instant to = Instant.parse(window.path("to").asText());
          assertThat(from).isEqualTo(expected);
          assertThat(to).isEqualTo(from.plusSeconds(step));
          expected = to;
          List<Request> requests = first.requests(node, from, to);
          JsonNode metrics = window.path("metrics");
          assertThat(metrics.path("requests_ended").asInt()).isEqualTo(requests.size());
          assertThat(metrics.path("output_tokens_per_second").decimalValue())
              .isEqualByComparingTo(quotient(sum(requests, Request::outputTokens), step, 6));
          assertLatencies(metrics, requests);
        }
        assertThat(expected).isEqualTo(Instant.parse(series.path("to").asText()));
      }
    }
  }

  @Test
  void everyBinOfADistributionHoldsItsRequests() throws Exception {
    for (int bins : new int[] {1, 7, 60, 500}) {
      JsonNode report =
          json(
              "api/report?run=first&rollup=node&rollup=fleet&from=%s&to=%s".formatted(FROM, TO)
                  + "&metrics=ttft,tpot&distributions=ttft,tpot&bins="
                  + bins);
      assertThat(report.path("rollups")).hasSize(4);
      for (JsonNode entry : report.path("rollups")) {
        List<Request> requests = first.requests(entry.at("/key/node").asText(), FROM, TO);
        assertLatencies(entry.path("metrics"), requests);
        assertBins(entry.at("/distributions/ttft"), sorted(requests, Request::ttftMicros), bins);
        assertBins(entry.at("/distributions/tpot"), sorted(requests, Request::tpotMicros), bins);
      }
    }
  }

  private void assertBins(JsonNode distribution, long[] micros, int mostBins) {
    JsonNode low = distribution.path("low_ms");
    JsonNode high = distribution.path("high_ms");
    JsonNode count = distribution.path("count");
    assertThat(count.size()).isBetween(1, mostBins);
    assertThat(low).hasSize(count.size());
    assertThat(high).hasSize(count.size());
    long all = 0;
    for (int bin = 0; bin < count.size(); bin++) {
      long from = low.get(bin).decimalValue().movePointRight(3).longValueExact();
      long to = high.get(bin).decimalValue().movePointRight(3).longValueExact();
      assertThat(count.get(bin).asLong())
          .as("%d to %d µs, %s", from, to, Seeds.describe(seed))
          .isEqualTo(LongStream.of(micros).filter(value -> value >= from && value < to).count());
      if (bin > 0) {
        assertThat(low.get(bin)).isEqualTo(high.get(bin - 1));
      }
      all += count.get(bin).asLong();
    }
    assertThat(all).isEqualTo(micros.length);
  }

  @Test
  void nodesAreTrustedByTheirReports() throws Exception {
    JsonNode answer = json("api/nodes?run=first&metrics=ttft,tpot,requests_ended");
    assertThat(answer.path("nodes").findValuesAsText("node"))
        .containsExactlyElementsOf(
            List.of("node-a", "node-a", "node-b", "node-b", "node-c", "node-c"));
    String[] states = {"reporting", "reporting", "silent"};
    String[] lastSeen = {"2026-04-01T10:00:00Z", "2026-04-01T09:59:00Z", "2026-04-01T09:20:00Z"};
    for (int i = 0; i < states.length; i++) {
      JsonNode node = answer.path("nodes").get(i);
      assertThat(node.path("state").asText()).isEqualTo(states[i]);
      assertThat(node.path("last_seen").asText()).isEqualTo(lastSeen[i]);
      assertTrust(node, first.minutes(RawFleet.NODES.get(i), RawFleet.START, RawFleet.END));
      List<Request> requests = first.requests(RawFleet.NODES.get(i), RawFleet.START, RawFleet.END);
      assertThat(node.at("/metrics/requests_ended").asInt()).isEqualTo(requests.size());
      assertLatencies(node.path("metrics"), requests);
    }

    JsonNode earlier = json("api/nodes?run=first&node=node-c&from=%s&to=%s".formatted(FROM, TO));
    assertThat(earlier.path("nodes")).hasSize(1);
    assertThat(earlier.at("/nodes/0/state").asText()).isEqualTo("reporting");
    assertThat(earlier.at("/nodes/0/last_seen").asText()).isEqualTo(TO.toString());
    assertTrust(earlier.at("/nodes/0"), first.minutes("node-c", FROM, TO));
  }

  @Test
  void theLastHoursBeginWithTheRunAtTheEarliest() throws Exception {
    JsonNode day = json("api/report?run=first&last=PT24H");
    assertThat(day.path("from").asText()).isEqualTo("2026-04-01T08:00:00Z");
    assertThat(day.path("to").asText()).isEqualTo("2026-04-01T10:00:00Z");
    assertThat(day.path("covered_seconds").asInt()).isEqualTo(7_200);
    JsonNode hour = json("api/report?run=first&last=PT1H");
    assertThat(hour.path("from").asText()).isEqualTo("2026-04-01T09:00:00Z");
  }

  @Test
  void aNodeThatFellSilentIsMissedForADay() throws Exception {
    JsonNode after = json("api/nodes?run=first&last=PT30M").path("nodes");
    assertThat(after.findValuesAsText("state")).containsExactly("reporting", "reporting", "silent");
    assertThat(after.at("/2/node").asText()).isEqualTo("node-c");
    assertThat(after.at("/2/last_seen").asText()).isEqualTo("2026-04-01T09:20:00Z");
    for (String unknown : List.of("reports_received", "completeness", "node_clock_skew_ms")) {
      assertThat(after.get(2).get(unknown).isNull()).as(unknown).isTrue();
    }

    String otherNode = "api/nodes?run=first&last=PT30M&node=node-a";
    assertThat(json(otherNode).path("nodes").findValuesAsText("state"))
        .containsExactly("reporting");
    String before = "api/nodes?run=first&from=2026-04-01T07:00:00Z&to=2026-04-01T08:00:00Z";
    assertThat(json(before).path("nodes")).isEmpty();
    String dayLater = "api/nodes?run=first&to=2026-04-02T09:30:00Z&from=2026-04-02T09:%d:00Z";
    assertThat(json(dayLater.formatted(19)).path("nodes").findValuesAsText("node"))
        .containsExactly("node-c", "node-c");
    assertThat(json(dayLater.formatted(20)).path("nodes")).isEmpty();
  }

  private static void assertTrust(JsonNode shown, List<Minute> minutes) {
    long received = total(minutes, Minute::received);
    long missing = total(minutes, Minute::missing);
    assertThat(shown.path("reports_received").asLong()).isEqualTo(received);
    assertThat(shown.path("reports_missing").asLong()).isEqualTo(missing);
    assertThat(shown.path("late_reports").asLong()).isEqualTo(total(minutes, Minute::late));
    assertThat(shown.path("agent_dropped_events").asLong())
        .isEqualTo(total(minutes, Minute::dropped));
    assertThat(shown.path("completeness").decimalValue())
        .isEqualByComparingTo(quotient(received, received + missing, 6));
    assertThat(shown.path("node_clock_skew_ms").decimalValue())
        .isEqualByComparingTo(
            BigDecimal.valueOf(
                minutes.stream().mapToLong(Minute::skewMicros).max().orElseThrow(), 3));
  }

  @Test
  void thePipelineAddsUpTheReportsOfTheFleet() throws Exception {
    JsonNode ended = json("api/pipeline?run=first&from=%s&to=%s".formatted(FROM, TO));
    assertThat(ended.path("from").asText()).isEqualTo(FROM.toString());
    assertThat(ended.path("to").asText()).isEqualTo(TO.toString());
    assertThat(ended.path("results_until").asText()).isEqualTo(RawFleet.END.toString());
    assertThat(ended.path("results_lag_seconds").isNull()).isTrue();
    assertThat(ended.path("kafka").isNull()).isTrue();
    assertThat(ended.path("kafka_reason").asText()).contains("--kafka");
    assertTrust(ended.path("totals"), first.minutes("", FROM, TO));

    JsonNode live = json("api/pipeline?run=living&last=PT10M");
    assertThat(live.path("from").asText()).isEqualTo("2026-04-01T09:50:00Z");
    assertTrust(
        live.path("totals"),
        first.minutes("", RawFleet.END.minus(Duration.ofMinutes(10)), RawFleet.END));
    assertThat(live.path("results_lag_seconds").decimalValue())
        .isEqualByComparingTo(
            BigDecimal.valueOf(
                Duration.between(RawFleet.END, Instant.parse(live.path("now").asText())).toMillis(),
                3));
  }

  @Test
  void aComparisonHoldsBothSidesAndTheirDifference() throws Exception {
    Instant withFrom = Instant.parse("2026-04-01T08:30:00Z");
    Instant withTo = Instant.parse("2026-04-01T09:00:00Z");
    JsonNode answer =
        json(
            "api/compare?run=first&from=%s&to=%s&with_run=second&with_from=%s&with_to=%s"
                    .formatted(FROM, TO, withFrom, withTo)
                + "&rollup=node&metrics=requests_ended,output_tokens_per_second,ttft,gpu_cost,"
                + "request_goodput_ratio,cost_per_million_output_tokens");

    assertThat(answer.at("/base/run").asText()).isEqualTo("first");
    assertThat(answer.at("/with/from").asText()).isEqualTo(withFrom.toString());
    assertThat(answer.path("rollups")).hasSize(3);
    for (JsonNode entry : answer.path("rollups")) {
      String node = entry.at("/key/node").asText();
      assertSide(
          entry.path("base"), first.requests(node, FROM, TO), first.minutes(node, FROM, TO), 3_360);
      assertSide(
          entry.path("with"),
          second.requests(node, withFrom, withTo),
          second.minutes(node, withFrom, withTo),
          1_800);
      assertThat(entry.path("change").size()).isEqualTo(5 + 9);
      entry
          .path("change")
          .properties()
          .forEach(
              change -> {
                String pointer = "/" + change.getKey().replace('.', '/');
                BigDecimal before = entry.path("base").at(pointer).decimalValue();
                BigDecimal after = entry.path("with").at(pointer).decimalValue();
                assertThat(change.getValue().path("difference").decimalValue())
                    .as(change.getKey())
                    .isEqualByComparingTo(after.subtract(before));
                assertThat(change.getValue().path("ratio").decimalValue())
                    .as(change.getKey())
                    .isEqualByComparingTo(ratio(after, before));
              });
    }
  }

  private void assertSide(
      JsonNode shown, List<Request> requests, List<Minute> minutes, long coveredSeconds) {
    long tokens = sum(requests, Request::outputTokens);
    long nanos = total(minutes, Minute::costNanos);
    assertThat(shown.path("requests_ended").asInt()).isEqualTo(requests.size());
    assertThat(shown.path("output_tokens_per_second").decimalValue())
        .isEqualByComparingTo(quotient(tokens, coveredSeconds, 6));
    assertThat(shown.path("gpu_cost").decimalValue())
        .isEqualByComparingTo(BigDecimal.valueOf(nanos, 9));
    assertThat(shown.path("cost_per_million_output_tokens").decimalValue())
        .isEqualByComparingTo(quotient(nanos, tokens * 1_000, 6));
    assertThat(shown.path("request_goodput_ratio").decimalValue())
        .isEqualByComparingTo(
            quotient(requests.stream().filter(Request::good).count(), requests.size(), 6));
    assertLatency(
        shown.path("ttft"),
        sorted(requests, Request::ttftMicros),
        quotient(sum(requests, Request::ttftMicros), 1_000L * requests.size(), 6));
  }

  /** What only one side has is there with the other side null, and without a change. */
  @Test
  void aKeyOfOneSideOnlyHasNoChange() throws Exception {
    JsonNode answer =
        json(
            "api/compare?run=first&with_from=2026-04-01T09:30:00Z&with_to=2026-04-01T10:00:00Z"
                + "&rollup=node&node=node-c&metrics=requests_ended");

    JsonNode entry = answer.at("/rollups/0");
    assertThat(entry.at("/base/requests_ended").asInt())
        .isEqualTo(first.requests("node-c", RawFleet.START, RawFleet.END).size());
    assertThat(entry.path("with").isNull()).isTrue();
    assertThat(entry.at("/change/requests_ended/difference").isNull()).isTrue();
    assertThat(entry.at("/change/requests_ended/ratio").isNull()).isTrue();
  }
}
