package io.tokenpace.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tokenpace.report.testing.Browser;
import io.tokenpace.report.testing.Shown;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith({PageSite.Resolver.class, PageSite.Silence.class})
class MoneyScreenIT {
  private final PageSite site;
  private final Browser browser;

  MoneyScreenIT(PageSite site) {
    this.site = site;
    this.browser = site.browser();
  }

  @BeforeEach
  void open() {
    browser.open(site.page("#/money?run=history"));
  }

  private JsonNode metrics() {
    return site.ask("/api/report?run=history").at("/rollups/0/metrics");
  }

  @Test
  void theLedgerIsInDollarsWithIdleTimeInIt() {
    JsonNode metrics = metrics();

    assertThat(browser.text("[data-tile=gpu_cost] .amount"))
        .isEqualTo(Shown.dollars(metrics.get("gpu_cost")));
    assertThat(browser.text("[data-tile=idle_cost] .amount"))
        .isEqualTo(Shown.dollars(metrics.get("idle_cost")));
    assertThat(browser.text("[aria-label=Ledger] tr:has([data-line=idle]) td"))
        .isEqualTo(Shown.finely(metrics.get("idle_cost")));
    assertThat(browser.text("[aria-label=Ledger] tfoot td"))
        .isEqualTo(Shown.finely(metrics.get("gpu_cost")));
    assertThat(browser.text("[aria-label=Ledger] .proof"))
        .contains("dollars add up to the total, to the nano-dollar");
  }

  @Test
  void tenantsByDayAddUpToTheBill() {
    JsonNode answer =
        site.ask("/api/windows?run=history&rollup=tenant&metrics=gpu_cost_nanos,output_tokens");
    Map<String, Map<String, BigDecimal>> costs = new TreeMap<>();
    for (JsonNode key : answer.get("keys")) {
      Map<String, BigDecimal> days =
          costs.computeIfAbsent(key.at("/key/tenant").asText(), tenant -> new TreeMap<>());
      for (JsonNode window : key.get("windows")) {
        days.merge(
            window.get("from").asText().substring(0, 10),
            window.at("/metrics/gpu_cost_nanos").decimalValue().movePointLeft(9),
            BigDecimal::add);
      }
    }
    for (Map.Entry<String, Map<String, BigDecimal>> tenant : costs.entrySet()) {
      List<String> expected = new ArrayList<>();
      tenant.getValue().values().forEach(cost -> expected.add(Shown.finely(cost)));
      expected.add(
          Shown.finely(
              tenant.getValue().values().stream().reduce(BigDecimal.ZERO, BigDecimal::add)));
      assertThat(
              browser.texts("[data-tenant='%s'] td > span:first-child".formatted(tenant.getKey())))
          .as(tenant.getKey())
          .isEqualTo(expected);
    }
    assertThat(browser.texts("[data-table=days] thead th"))
        .containsExactly("Tenant", "2026-03-01", "2026-03-02", "All");
    assertThat(browser.text("[data-table=days] tfoot td:last-child > span:first-child"))
        .as("the fleet's cost")
        .isEqualTo(Shown.finely(metrics().get("gpu_cost")));
  }

  @Test
  void theCalculatorBeginsWithWhatWasMeasured() {
    JsonNode metrics = metrics();
    assertThat(browser.text(".calculator output"))
        .isEqualTo(Shown.smallDollars(metrics.get("cost_per_million_output_tokens")));
    assertThat(new BigDecimal(value("speed")))
        .isEqualByComparingTo(
            metrics.get("output_tokens_per_second").decimalValue().round(new MathContext(7)));

    type("price", "3");
    type("gpus", "1");
    type("speed", "4000");
    assertThat(browser.text(".calculator output")).isEqualTo("$0.2083");
    assertThat(browser.text(".formula"))
        .isEqualTo("3 $/h × 1 GPUs ÷ 3,600 ÷ 4000 tok/s × 1,000,000");

    type("speed", "0");
    assertThat(browser.text(".calculator output")).isEqualTo("undefined");
  }

  private String value(String input) {
    return String.valueOf(
        browser.run(
            "return document.querySelector(`.calculator [name=${arguments[0]}]`).value", input));
  }

  private void type(String input, String value) {
    browser.find(".calculator [name=%s]".formatted(input)).clear();
    browser.find(".calculator [name=%s]".formatted(input)).sendKeys(value);
  }
}
