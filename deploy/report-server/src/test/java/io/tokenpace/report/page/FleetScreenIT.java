package io.tokenpace.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tokenpace.report.testing.Browser;
import io.tokenpace.report.testing.Shown;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URLDecoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith({PageSite.Resolver.class, PageSite.Silence.class})
class FleetScreenIT {
  private static final String VIEW = "#/fleet?run=history";

  private final PageSite site;
  private final Browser browser;

  FleetScreenIT(PageSite site) {
    this.site = site;
    this.browser = site.browser();
  }

  @BeforeEach
  void open() {
    browser.open(site.page(VIEW));
  }

  private JsonNode metrics(String parameters) {
    return site.ask("/api/report?run=history&" + parameters).at("/rollups/0/metrics");
  }

  private String amount(String tile) {
    return browser.text("[data-tile='%s'] .amount".formatted(tile));
  }

  private static List<JsonNode> list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  private void assertVerdict(JsonNode metrics) {
    Map<String, String> expected = Shown.verdict(metrics);
    Map<String, String> shown = new LinkedHashMap<>();
    expected.keySet().forEach(tile -> shown.put(tile, amount(tile)));
    assertThat(shown).isEqualTo(expected);
  }

  @Test
  void theVerdictSaysWhatTheReportSays() {
    JsonNode metrics = metrics("rollup=fleet");

    assertVerdict(metrics);
    assertThat(amount("queue_depth"))
        .isEqualTo(Shown.plain(metrics.get("queue_depth")) + " requests");
    assertThat(amount("kv_cache_utilisation"))
        .isEqualTo(Shown.share(metrics.get("kv_cache_utilisation")));
    assertThat(amount("gpu_utilisation")).isEqualTo(Shown.share(metrics.get("gpu_utilisation")));
    assertThat(amount("prefix_cache_hit_rate"))
        .isEqualTo(Shown.share(metrics.get("prefix_cache_hit_rate")));
    assertThat(browser.text(".verdict .sentence"))
        .contains(
            Shown.share(metrics.get("request_goodput_ratio")) + " of requests kept every promise")
        .contains(
            "first token too late (%s)".formatted(Shown.count(metrics.get("late_ttft_requests"))))
        .contains("Agent starts that fell silent: 1.");
  }

  @Test
  void theStatusSaysHowFreshCompleteAndExactTheNumbersAre() {
    JsonNode report = site.ask("/api/report?run=history&metrics=requests_ended");

    assertThat(browser.text("#status"))
        .contains("results until 2026-03-02 01:00Z, the run is over")
        .contains(
            (report.get("complete").asBoolean() ? "complete " : "incomplete ")
                + Shown.share(report.get("completeness")))
        .contains("2026-03-01 23:00Z – 2026-03-02 01:00Z")
        .contains("percentiles within 1 % or 1 µs");
  }

  @Test
  void theLedgerAddsUpToItsTotal() {
    JsonNode metrics = metrics("rollup=fleet");
    String ledger = "[aria-label='Goodput and waste'] ";

    assertThat(browser.texts(ledger + "tbody tr:has([data-line=good]) td"))
        .containsExactly(
            Shown.count(metrics.get("good_requests")),
            Shown.count(metrics.get("good_output_tokens")),
            Shown.share(ratio(metrics, "good_output_tokens", "ended_output_tokens")),
            Shown.finely(metrics.get("good_cost")),
            Shown.share(ratio(metrics, "good_cost_nanos", "gpu_cost_nanos")));
    assertThat(browser.texts(ledger + "tbody tr:has([data-line=late_ttft]) td"))
        .startsWith(
            Shown.count(metrics.get("late_ttft_requests")),
            Shown.count(metrics.get("late_ttft_tokens")));
    assertThat(browser.texts(ledger + "tfoot td"))
        .contains(
            Shown.count(metrics.get("ended_output_tokens")), Shown.finely(metrics.get("gpu_cost")));
    assertThat(browser.text(ledger + ".proof"))
        .isEqualTo("tokens add up to the total · dollars add up to the total, to the nano-dollar");
  }

  private static BigDecimal ratio(JsonNode metrics, String part, String whole) {
    return metrics
        .get(part)
        .decimalValue()
        .divide(metrics.get(whole).decimalValue(), 12, RoundingMode.HALF_UP);
  }

  private List<JsonNode> models(Comparator<JsonNode> order) {
    List<JsonNode> rows =
        new ArrayList<>(list(site.ask("/api/report?run=history&rollup=model").get("rollups")));
    rows.sort(order);
    return rows;
  }

  private static Comparator<JsonNode> by(String metric) {
    return Comparator.comparing(row -> row.at("/metrics/" + metric).decimalValue());
  }

  private List<String> column(int column) {
    return browser.texts("[data-table=model] tbody tr > :nth-child(%d)".formatted(column));
  }

  private static List<String> each(List<JsonNode> rows, Function<JsonNode, String> value) {
    return rows.stream().map(value).toList();
  }

  @Test
  void aTableHoldsEveryKeyAndIsSortedByAnyColumn() {
    List<JsonNode> busiest = models(by("requests_ended").reversed());
    assertThat(column(1)).isEqualTo(each(busiest, row -> row.at("/key/model").asText()));
    assertThat(column(2))
        .isEqualTo(each(busiest, row -> Shown.count(row.at("/metrics/requests_ended"))));
    assertThat(column(5))
        .isEqualTo(each(busiest, row -> Shown.millis(row.at("/metrics/ttft/p99_ms"))));

    browser.click("[data-table=model] [aria-label='Sort by Cost']");
    List<JsonNode> dearest = models(by("gpu_cost").reversed());
    assertThat(column(10))
        .isEqualTo(each(dearest, row -> Shown.dollars(row.at("/metrics/gpu_cost"))));

    browser.click("[data-table=model] [aria-label='Sort by Cost']");
    assertThat(column(1))
        .isEqualTo(each(models(by("gpu_cost")), row -> row.at("/key/model").asText()));
    assertThat(browser.attributes("[data-table=model] th[aria-sort]", "aria-sort"))
        .containsOnlyOnce("ascending")
        .doesNotContain("descending");
  }

  @Test
  void aRowShowsItsKeyAloneAndBackShowsAll() {
    browser.click("[data-table=node] tbody tr:first-child .choose");
    browser.settle();
    String node = browser.text("[data-table=node] tbody tr.chosen .label");

    assertThat(browser.hash()).isEqualTo("#/fleet?run=history&rollup=node&key.node=" + node);
    assertThat(browser.text(".sentence .label")).isEqualTo(node);
    assertVerdict(metrics("rollup=node&node=" + node));

    browser.back();
    assertThat(browser.hash()).isEqualTo(VIEW);
    assertVerdict(metrics("rollup=fleet"));
  }

  @Test
  void aLinkOpensTheSameView() {
    browser.open(
        site.page(
            "#/fleet?run=history&from=2026-03-01T23%3A00%3A00Z&to=2026-03-01T23%3A30%3A00Z"
                + "&rollup=tenant&key.tenant=acme"));

    assertVerdict(
        metrics("rollup=tenant&tenant=acme&from=2026-03-01T23:00:00Z&to=2026-03-01T23:30:00Z"));
    assertThat(browser.text("#pick-rollup option:checked")).isEqualTo("tenant");
    assertThat(browser.text("#status")).contains("2026-03-01 23:00–23:30Z");
    assertThat(amount("queue_depth")).as("no tenant has a queue").isEqualTo("not reported");
  }

  @Test
  void aChartShowsEveryWindowAndTellsNoDataFromZero() {
    JsonNode answer =
        site.ask(
            "/api/windows?run=history&rollup=fleet&metrics=ttft.p50_ms,ttft.p90_ms,ttft.p99_ms");
    long step = answer.get("step_seconds").asLong();
    Map<Instant, JsonNode> byStart = new LinkedHashMap<>();
    for (JsonNode window : answer.at("/keys/0/windows")) {
      byStart.put(Instant.parse(window.get("from").asText()), window.at("/metrics/ttft"));
    }
    browser.click("[data-chart=ttft] details summary");
    browser.until("document.querySelector('[data-chart=ttft] details tbody tr')");

    List<String> expected = new ArrayList<>();
    for (Instant at = PageRows.START;
        at.isBefore(PageRows.START.plusSeconds(PageRows.MINUTES * 60L));
        at = at.plusSeconds(step)) {
      JsonNode ttft = byStart.getOrDefault(at, MissingNode.getInstance());
      expected.add(
          String.join(
              " ",
              Shown.millis(ttft.path("p50_ms")),
              Shown.millis(ttft.path("p90_ms")),
              Shown.millis(ttft.path("p99_ms"))));
    }
    Collections.reverse(expected);
    assertThat(expected).contains("∅no data ∅no data ∅no data");
    List<String> cells = browser.texts("[data-chart=ttft] details tbody td");
    List<String> shown = new ArrayList<>();
    for (int i = 0; i < cells.size(); i += 3) {
      shown.add(String.join(" ", cells.subList(i, i + 3)));
    }
    assertThat(shown).isEqualTo(expected);
  }

  @Test
  void theHeatMapSaysEachWindowOfEachNodeInWords() {
    JsonNode answer = site.ask("/api/windows?run=history&rollup=node&metrics=ttft.p99_ms&step=300");
    List<String> words = browser.attributes(".heat td", "aria-label");

    for (JsonNode key : answer.get("keys")) {
      for (JsonNode window : key.get("windows")) {
        JsonNode value = window.at("/metrics/ttft/p99_ms");
        String node = key.at("/key/node").asText();
        String from = window.get("from").asText().substring(0, 16).replace('T', ' ');
        if (!value.isNull()) {
          assertThat(words)
              .filteredOn(text -> text.startsWith(node + ", " + from))
              .singleElement()
              .asString()
              .contains(": %s, %s".formatted(Shown.millis(value), band(value.asDouble())));
        }
      }
    }
    assertThat(words).filteredOn(text -> text.contains("no data")).isNotEmpty();
  }

  private static String band(double millis) {
    return millis < 200
        ? "excellent"
        : millis <= 800 ? "acceptable" : millis <= 1000 ? "slow" : "poor";
  }

  @Test
  void everyCsvLinkGivesWhatIsShown() {
    List<String> links = browser.attributes("a.csv:not([hidden])", "href");
    assertThat(links).hasSizeGreaterThan(8);
    for (String link : links) {
      HttpResponse<String> answer = site.get(link);
      assertThat(answer.statusCode()).as(link).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/csv");
    }
    String table = browser.attributes("[data-table=tenant] a.csv", "href").get(0);
    assertThat(URLDecoder.decode(table, StandardCharsets.UTF_8))
        .contains("rollup=tenant")
        .contains("run=history");
    List<String> lines = site.get(table).body().lines().toList();
    List<String> header = List.of(lines.get(0).split(",", -1));
    List<String> requests =
        lines.stream()
            .skip(1)
            .map(line -> line.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1))
            .map(cells -> cells[header.indexOf("requests_ended")])
            .map(value -> String.format("%,d", Long.parseLong(value)))
            .toList();
    assertThat(browser.texts("[data-table=tenant] tbody tr > :nth-child(2)"))
        .containsExactlyInAnyOrderElementsOf(requests);
  }

  @Test
  void moreKeysAreShownInLongerWindows() {
    String steps =
        """
        return import('/page/js/query.js').then(({stepOf}) => [288, 287, 24, 23].map(most =>
          stepOf({from: null, to: null, last: 'PT24H'}, {window_seconds: [300, 3600]}, most)));
        """;

    assertThat(browser.run(steps)).isEqualTo(List.of(300L, 3600L, 3600L, 3600L));
  }

  @Test
  void manyKeysAreALineEach() {
    browser.view("#/fleet?run=history&rollup=tenant");

    JsonNode answer =
        site.ask("/api/windows?run=history&rollup=tenant&metrics=output_tokens_per_second");
    Map<String, String> last = new LinkedHashMap<>();
    for (JsonNode key : answer.get("keys")) {
      JsonNode windows = key.get("windows");
      JsonNode newest = windows.get(windows.size() - 1);
      last.put(
          key.at("/key/tenant").asText(),
          Shown.tokensPerSecond(newest.at("/metrics/output_tokens_per_second")));
    }
    assertThat(browser.texts("[data-chart=throughput] .legend .entry"))
        .containsExactlyInAnyOrderElementsOf(
            last.entrySet().stream().map(entry -> entry.getKey() + entry.getValue()).toList());
  }
}
