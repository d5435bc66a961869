package io.tokenpace.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tokenpace.report.testing.Browser;
import io.tokenpace.report.testing.Shown;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a view is compared to stands beside every number, as the API has it. */
@ExtendWith({PageSite.Resolver.class, PageSite.Silence.class})
class CompareIT {
  private static final String WHOLE = "&from=2026-03-01T23:00:00Z&to=2026-03-02T01:00:00Z";

  private final PageSite site;
  private final Browser browser;

  CompareIT(PageSite site) {
    this.site = site;
    this.browser = site.browser();
  }

  private JsonNode compare(String parameters) {
    return site.ask("/api/compare?run=history&" + parameters).get("rollups");
  }

  private static String was(String change, String before) {
    return change.isEmpty() ? "was " + before : change + ", was " + before;
  }

  private void assertTiles(JsonNode fleet) {
    JsonNode now = fleet.get("base");
    JsonNode before = fleet.get("with");
    assertThat(browser.text("[data-tile=request_goodput_ratio] .was"))
        .isEqualTo(
            was(
                Shown.change(now.get("request_goodput_ratio"), before.get("request_goodput_ratio")),
                Shown.share(before.get("request_goodput_ratio"))));
    assertThat(browser.text("[data-tile='ttft.p99_ms'] .was"))
        .isEqualTo(
            was(
                Shown.change(now.at("/ttft/p99_ms"), before.at("/ttft/p99_ms")),
                Shown.millis(before.at("/ttft/p99_ms"))));
    assertThat(browser.text("[data-tile=output_tokens_per_second] .was"))
        .isEqualTo(
            was(
                Shown.change(
                    now.get("output_tokens_per_second"), before.get("output_tokens_per_second")),
                Shown.tokensPerSecond(before.get("output_tokens_per_second"))));
  }

  private void assertLedger(JsonNode fleet) {
    JsonNode now = fleet.get("base");
    JsonNode before = fleet.get("with");
    String ledger = "[aria-label='Goodput and waste'] ";
    assertThat(browser.texts(ledger + "thead th"))
        .containsExactly(
            "Line", "Requests", "Tokens", "Was", "Change", "%", "Cost", "Was", "Change", "%");
    List<String> late = browser.texts(ledger + "tr:has([data-line=late_ttft]) td");
    assertThat(late.subList(1, 4))
        .containsExactly(
            Shown.count(now.get("late_ttft_tokens")),
            Shown.count(before.get("late_ttft_tokens")),
            Shown.change(now.get("late_ttft_tokens"), before.get("late_ttft_tokens")));
    assertThat(late.subList(5, 8))
        .containsExactly(
            Shown.finely(now.get("late_ttft_cost")),
            Shown.finely(before.get("late_ttft_cost")),
            Shown.change(now.get("late_ttft_cost"), before.get("late_ttft_cost")));
    assertThat(browser.texts(ledger + "tfoot td"))
        .contains(
            Shown.count(before.get("ended_output_tokens")), Shown.finely(before.get("gpu_cost")));
  }

  private void assertNodes(JsonNode rollups) {
    int nodes = 0;
    for (JsonNode entry : rollups) {
      if (entry.get("rollup").asText().equals("node")) {
        nodes++;
        JsonNode now = entry.get("base");
        JsonNode before = entry.get("with");
        String row =
            "[data-table=node] tr:has(.label[title='%s']) "
                .formatted(entry.at("/key/node").asText());
        assertThat(browser.texts(row + "td:nth-child(2) > span"))
            .containsExactly(
                Shown.count(now.path("requests_ended")),
                before(Shown.count(before.path("requests_ended"))),
                Shown.change(now.path("requests_ended"), before.path("requests_ended")));
        assertThat(browser.texts(row + "td:nth-child(5) > span"))
            .containsExactly(
                Shown.millis(now.at("/ttft/p99_ms")),
                before(Shown.millis(before.at("/ttft/p99_ms"))),
                Shown.change(now.at("/ttft/p99_ms"), before.at("/ttft/p99_ms")));
      }
    }
    assertThat(nodes).isEqualTo(3);
  }

  /** A node that the other run has not seen has no data there, which is said without a mark. */
  private static String before(String value) {
    return "was " + value.replace("∅", "");
  }

  @Test
  void anotherRunStandsBesideThisOne() {
    browser.open(site.page("#/fleet?run=history"));
    browser.choose("#pick-compare", "run live");

    assertThat(browser.hash()).isEqualTo("#/fleet?run=history&with_run=live");
    JsonNode rollups = compare("with_run=live&rollup=fleet&rollup=node" + WHOLE);
    assertTiles(rollups.get(0));
    assertLedger(rollups.get(0));
    assertNodes(rollups);
    assertThat(browser.text("#status")).contains("compared to live 2026-03-02");
    assertThat(browser.texts("[data-table=model] tbody .words"))
        .as("the other run has no roll-up by model")
        .isEmpty();
    String csv = browser.attributes("[data-table=node] a.csv", "href").get(0);
    assertThat(csv).startsWith("/api/compare?").contains("with_run=live");
    assertThat(site.get(csv).body()).startsWith("rollup,node,base.");
  }

  private void fill(String part, String value) {
    browser.run(
        "document.querySelector(`[data-focus='with ${arguments[0]}']`).value = arguments[1]",
        part,
        value);
  }

  @Test
  void anotherRangeOfTheSameRunStandsBesideThisOne() {
    browser.open(
        site.page("#/fleet?run=history&from=2026-03-02T00%3A00%3A00Z&to=2026-03-02T00%3A30%3A00Z"));
    browser.choose("#pick-compare", "custom");
    assertThat(browser.hash())
        .as("the equal range before is a beginning")
        .contains("with_from=2026-03-01T23:30:00.000Z&with_to=2026-03-02T00:00:00Z");

    fill("from", "2026-03-01T23:00:00");
    fill("to", "2026-03-01T23:20:00");
    browser.click("[data-focus='with show']");
    browser.settle();

    JsonNode rollups =
        compare(
            "from=2026-03-02T00:00:00Z&to=2026-03-02T00:30:00Z&with_from=2026-03-01T23:00:00Z"
                + "&with_to=2026-03-01T23:20:00Z&rollup=fleet&rollup=node");
    assertTiles(rollups.get(0));
    assertLedger(rollups.get(0));
    assertNodes(rollups);
    assertThat(browser.text("#status")).contains("compared to history 2026-03-01 23:00–23:20Z");
  }
}
