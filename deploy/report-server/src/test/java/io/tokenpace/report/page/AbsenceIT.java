package io.tokenpace.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tokenpace.report.testing.Browser;
import io.tokenpace.report.testing.Shown;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is not there, what is zero, what nobody reported, and what contradicts itself. */
@ExtendWith({PageSite.Resolver.class, PageSite.Silence.class})
class AbsenceIT {
  private static final String LEDGER = "[aria-label='Goodput and waste'] ";

  private final PageSite site;
  private final Browser browser;

  AbsenceIT(PageSite site) {
    this.site = site;
    this.browser = site.browser();
  }

  private String amount(String tile) {
    return browser.text("[data-tile='%s'] .amount".formatted(tile));
  }

  @Test
  void zeroIsToldFromNothingObservedAndFromNotReported() {
    browser.open(site.page("#/fleet?run=history&rollup=tenant&key.tenant=(idle)"));

    JsonNode metrics =
        site.ask("/api/report?run=history&rollup=tenant&tenant=(idle)").at("/rollups/0/metrics");
    assertThat(metrics.get("output_tokens_per_second").decimalValue()).isZero();
    assertThat(amount("output_tokens_per_second")).isEqualTo("0.0 tok/s");
    assertThat(metrics.at("/ttft/count").asLong()).isZero();
    assertThat(amount("ttft.p99_ms")).isEqualTo("none observed");
    assertThat(metrics.get("queue_depth").isNull()).isTrue();
    assertThat(amount("queue_depth")).isEqualTo("not reported");
    String row = "[data-table=tenant] tr:has(.label[title='(idle)']) ";
    assertThat(browser.text(row + "td:nth-child(2)")).isEqualTo("0");
    assertThat(browser.text(row + "td:nth-child(5)")).isEqualTo("–none observed");
    assertThat(browser.text(row + "td:last-child")).isEqualTo("–not reported");
  }

  @Test
  void aKeyWithoutARowInTheRangeHasNoData() {
    browser.open(
        site.page(
            "#/fleet?run=history&rollup=node&key.node=node-3"
                + "&from=2026-03-02T00%3A20%3A00Z&to=2026-03-02T00%3A50%3A00Z"));

    assertThat(browser.text(".verdict")).contains("No data in this range.");
    assertThat(browser.texts("[data-chart] .plot"))
        .allMatch(text -> text.contains("no data in this range"));
    assertThat(browser.text(LEDGER + ".scroll")).isEqualTo("no data in this range");
    assertThat(browser.texts("[data-table=node] tbody .label"))
        .as("others have some")
        .containsExactlyInAnyOrder("node-1", "node-2");

    browser.click("#tab-latency");
    browser.settle();
    assertThat(browser.texts("[data-latency=ttft] td")).containsOnly("∅no data");
    assertThat(browser.text("[data-chart=ttft] .plot")).isEqualTo("no data");
  }

  @Test
  void aLedgerThatDoesNotAddUpSaysSo() {
    browser.open(site.page("#/fleet?run=askew"));

    assertThat(browser.text(LEDGER + ".proof"))
        .startsWith("▲ tokens do NOT add up to the total · dollars add up");
    assertThat(browser.attributes(LEDGER + ".proof", "class")).containsExactly("proof bad");
  }

  @Test
  void dollarsThatDoNotAddUpByANanoDollarAreFoundOut() {
    browser.open(site.page("#/money?run=history"));
    String sums =
        """
        return import('/page/js/ledger.js').then(({ledgerOf}) => ['4', '5'].map(idle =>
          ledgerOf({gpu_cost_nanos: '9007199254740997', good_cost_nanos: '9007199254740993',
            idle_cost_nanos: idle}).dollarsAddUp));
        """;

    assertThat(browser.run(sums)).isEqualTo(List.of(true, false));
  }

  @Test
  void aBillBeyondTheDigitsOfADoubleStillAddsUp() {
    assertThat(site.get("/api/report?run=dear&metrics=gpu_cost_nanos").body())
        .containsPattern("\"gpu_cost_nanos\":9007199\\d{9}");
    browser.open(site.page("#/money?run=dear"));

    assertThat(browser.text("[aria-label=Ledger] .proof"))
        .isEqualTo("tokens add up to the total · dollars add up to the total, to the nano-dollar");
  }

  @Test
  void aRunWithoutAWholeFleetSaysWhatIsThereInstead() {
    browser.open(site.page("#/fleet?run=headless"));
    assertThat(browser.attributes("#banner", "hidden")).containsExactly("");
    assertThat(browser.text("main"))
        .contains("The run headless has no roll-up of the whole fleet.")
        .contains("Percentiles of keys cannot be added up");
    assertThat(browser.texts(".choices button")).containsExactly("model (5)");

    browser.click(".choices button");
    browser.settle();
    List<String> models = browser.attributes(".choices .label", "title");
    assertThat(models).containsExactlyInAnyOrderElementsOf(PageRows.MODELS);

    browser.click(".choices button:nth-child(%d)".formatted(models.indexOf("llama-3-8b") + 1));
    browser.settle();
    assertThat(amount("request_goodput_ratio"))
        .isEqualTo(
            Shown.share(
                site.ask(
                        "/api/report?run=headless&rollup=model&model=llama-3-8b"
                            + "&metrics=request_goodput_ratio")
                    .at("/rollups/0/metrics/request_goodput_ratio")));
    for (String screen : List.of("latency", "money", "pipeline")) {
      browser.click("#tab-" + screen);
      browser.settle();
      assertThat(browser.attributes("#banner", "hidden")).as(screen).containsExactly("");
    }
  }

  @Test
  void aRunWithoutRowsSaysSo() {
    browser.open(site.page("#/fleet?run=bare"));

    assertThat(browser.text("main")).contains("The run bare has no results yet.");
    assertThat(browser.attributes("#banner", "hidden")).containsExactly("");
  }
}
