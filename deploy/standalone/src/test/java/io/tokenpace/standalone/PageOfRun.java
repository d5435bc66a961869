package io.tokenpace.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tokenpace.report.testing.Browser;
import io.tokenpace.report.testing.Shown;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The page over one run, and the API it asks: each of the four screens is held against it. */
final class PageOfRun {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
  private static final List<String> OF_A_LATENCY =
      List.of("mean_ms", "min_ms", "p50_ms", "p90_ms", "p95_ms", "p99_ms", "p999_ms", "max_ms");

  private final HttpClient http = HttpClient.newHttpClient();
  private final Browser browser;
  private final URI server;
  private final String parameters;

  /**
   * A view of a run.
   *
   * @param parameters run and range, as API and page both know them
   */
  PageOfRun(Browser browser, URI server, String parameters) {
    this.browser = browser;
    this.server = server;
    this.parameters = parameters;
  }

  /** The API's answer about the run. */
  JsonNode ask(String path, String more) throws IOException, InterruptedException {
    URI question = server.resolve("/api/%s?%s%s".formatted(path, parameters, more));
    HttpResponse<String> answer =
        http.send(HttpRequest.newBuilder(question).build(), HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as("%s: %s", question, answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  /** The same run over the range that an answer was about. */
  PageOfRun over(JsonNode answer) {
    return new PageOfRun(
        browser,
        server,
        "%s&from=%s&to=%s"
            .formatted(parameters, answer.get("from").asText(), answer.get("to").asText()));
  }

  /** What the API says of the fleet. */
  JsonNode answer() throws IOException, InterruptedException {
    return ask("report", "&rollup=fleet");
  }

  /** The fleet's metrics. */
  JsonNode metrics() throws IOException, InterruptedException {
    return answer().at("/rollups/0/metrics");
  }

  private void open(String screen) {
    browser.open(server.resolve("/#/%s?%s".formatted(screen, parameters)));
  }

  private String amount(String tile) {
    return browser.text("[data-tile='%s'] .amount".formatted(tile));
  }

  /** Every screen shows what the API says. */
  void assertScreens() throws IOException, InterruptedException {
    assertFleetScreen();
    assertLatencyScreen();
    assertMoneyScreen();
    assertPipelineScreen();
  }

  private void assertFleetScreen() throws IOException, InterruptedException {
    JsonNode metrics = metrics();
    Map<String, String> expected = Shown.verdict(metrics);
    expected.put("kv_cache_utilisation", Shown.share(metrics.get("kv_cache_utilisation")));
    open("fleet");
    Map<String, String> shown = new LinkedHashMap<>();
    expected.keySet().forEach(tile -> shown.put(tile, amount(tile)));
    assertThat(shown).isEqualTo(expected);
  }

  private void assertLatencyScreen() throws IOException, InterruptedException {
    JsonNode metrics = metrics();
    open("latency");
    for (String latency : List.of("ttft", "ttfo", "itl", "icl", "tpot", "e2e")) {
      JsonNode values = metrics.get(latency);
      assertThat(browser.texts("[data-latency=%s] td".formatted(latency)))
          .as(latency)
          .isEqualTo(
              Stream.concat(
                      Stream.of(Shown.count(values.get("count"))),
                      OF_A_LATENCY.stream().map(part -> Shown.exactMillis(values.get(part))))
                  .toList());
    }
  }

  private void assertMoneyScreen() throws IOException, InterruptedException {
    JsonNode metrics = metrics();
    open("money");
    assertThat(amount("gpu_cost")).isEqualTo(Shown.dollars(metrics.get("gpu_cost")));
    assertThat(browser.text("[aria-label=Ledger] tfoot td"))
        .isEqualTo(Shown.finely(metrics.get("gpu_cost")));
    assertThat(browser.text("[aria-label=Ledger] .proof"))
        .contains("dollars add up to the total, to the nano-dollar");
    for (JsonNode tenant : ask("report", "&rollup=tenant").get("rollups")) {
      String name = tenant.at("/key/tenant").asText();
      BigDecimal cost = tenant.at("/metrics/gpu_cost").decimalValue();
      assertThat(
              browser.texts("[data-tenant='%s'] td:last-child > span:first-child".formatted(name)))
          .as(name)
          .containsExactly(Shown.finely(cost));
    }
  }

  private void assertPipelineScreen() throws IOException, InterruptedException {
    JsonNode metrics = metrics();
    JsonNode nodes = ask("nodes", "").get("nodes");
    open("pipeline");
    assertThat(amount("completeness")).isEqualTo(Shown.share(metrics.get("completeness")));
    assertThat(browser.texts("[data-table=nodes] tbody tr")).hasSize(nodes.size());
    for (JsonNode node : nodes) {
      String row =
          "[data-table=nodes] tr:has(.label[title='%s']) ".formatted(node.get("node").asText());
      assertThat(browser.text(row + "td:nth-child(5)"))
          .isEqualTo(Shown.count(node.get("reports_received")));
    }
  }
}
