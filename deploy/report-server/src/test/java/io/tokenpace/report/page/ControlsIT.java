package io.tokenpace.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.report.testing.Browser;
import io.tokenpace.report.testing.Shown;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.Keys;

/** Pickers, the form of a range, and all of it by the keyboard alone. */
@ExtendWith(PageSite.Resolver.class)
class ControlsIT {
  private final PageSite site;
  private final Browser browser;

  ControlsIT(PageSite site) {
    this.site = site;
    this.browser = site.browser();
  }

  @BeforeEach
  void forget() {
    browser.console();
  }

  private void fill(String part, String value) {
    browser.run(
        "document.querySelector(`[data-focus='range ${arguments[0]}']`).value = arguments[1]",
        part,
        value);
  }

  private String requests(String parameters) {
    return Shown.count(
        site.ask("/api/report?run=history&metrics=requests_ended" + parameters)
            .at("/rollups/0/metrics/requests_ended"));
  }

  @Test
  void aRangeIsTypedSaidToBeWrongAndCorrected() {
    browser.open(site.page("#/fleet?run=history"));
    browser.choose("#pick-range", "custom");
    fill("from", "2026-03-02T00:30:00");
    fill("to", "2026-03-02T00:00:00");
    browser.click("[data-focus='range show']");
    browser.settle();
    assertThat(browser.text("#banner"))
        .contains("refused")
        .contains("from")
        .contains("before to, 2026-03-02T00:00:00Z");
    assertThat(browser.attributes("main", "class")).containsExactly("stale");

    fill("from", "2026-03-01T23:30:00");
    browser.click("[data-focus='range show']");
    browser.settle();
    assertThat(browser.attributes("#banner", "hidden")).containsExactly("");
    assertThat(browser.hash())
        .isEqualTo("#/fleet?run=history&from=2026-03-01T23:30:00.000Z&to=2026-03-02T00:00:00.000Z");
    String shown =
        requests("&from=2026-03-01T23:30:00Z&to=2026-03-02T00:00:00Z") + " judged requests good";
    assertThat(browser.text("[data-tile=request_goodput_ratio] .words")).endsWith(shown);

    browser.console(); // The browser itself complains of what was refused.
    browser.open(site.page(browser.hash()));
    assertThat(browser.text("[data-tile=request_goodput_ratio] .words"))
        .as("by the link")
        .endsWith(shown);
    browser.assertSilent();
  }

  @Test
  void aLinkWithARangeThatIsNoneSaysWhatIsWrong() {
    browser.open(site.page("#/fleet?run=history&from=rubbish&to=2026-03-02T00%3A00%3A00Z"));
    assertThat(browser.text("#banner"))
        .contains("refused")
        .contains("rubbish")
        .contains("an instant such as");

    browser.view("#/fleet?run=history&from=2026-03-01T23%3A30%3A00Z");
    assertThat(browser.text("#banner")).contains("refused").contains("to").contains("missing");
    assertThat(browser.attributes("#pick-range option:checked", "value")).containsExactly("custom");
  }

  @Test
  void theKeyboardAloneLeadsThroughScreensGlossaryChartsAndTables() {
    browser.open(site.page("#/fleet?run=history"));
    for (String screen : List.of("latency", "money", "pipeline", "fleet")) {
      browser.tabTo("#tab-" + screen);
      browser.press(Keys.ENTER);
      browser.settle();
      assertThat(browser.hash()).startsWith("#/" + screen);
    }

    browser.tabTo("[data-tile='ttft.p99_ms'] .name");
    browser.press(Keys.ENTER);
    browser.until("document.getElementById('glossary').open");
    browser.press(Keys.ESCAPE);
    browser.until("!document.getElementById('glossary').open");
    assertThat(browser.run("return document.activeElement.dataset.metric")).isEqualTo("ttft");

    browser.tabTo("[data-chart=ttft] .plot");
    browser.press(Keys.HOME);
    browser.until(
        "document.querySelector('[data-chart=ttft] .readout').textContent.includes('23:00')");
    browser.tabTo(".heat td");
    browser.press(Keys.ARROW_RIGHT);
    browser.until("document.activeElement.dataset.at === '0 1'");
    browser.tabTo("[data-table=tenant] .choose");
    browser.press(Keys.ENTER);
    browser.settle();
    assertThat(browser.hash()).contains("rollup=tenant&key.tenant=");
    browser.assertSilent();
  }

  @Test
  void theKeyboardAloneChoosesAndSorts() {
    browser.open(site.page("#/fleet?run=history"));
    browser.tabTo("#pick-rollup");
    browser.press("t");
    browser.until("location.hash.includes('rollup=tenant')");
    browser.settle();
    assertThat(focused()).as("the picker keeps the focus").isEqualTo("rollup");

    browser.tabTo("#pick-key");
    browser.press("g");
    browser.until("location.hash.includes('key.tenant=globex')");
    browser.settle();
    assertThat(focused()).isEqualTo("key");

    browser.tabTo(".chip");
    assertThat(browser.attributes(".chip", "aria-label"))
        .containsExactly("Show all keys instead of globex");
    browser.press(Keys.ENTER);
    browser.until("!location.hash.includes('key.tenant')");
    browser.settle();

    browser.tabTo("#pick-compare");
    browser.press("p");
    browser.until("location.hash.includes('compare=previous')");
    browser.settle();

    browser.tabTo("[data-table=model] [aria-label='Sort by Throughput']");
    browser.press(Keys.ENTER);
    browser.press(Keys.ENTER);
    assertThat(browser.attributes("[data-table=model] th[aria-sort]", "aria-sort"))
        .containsOnlyOnce("ascending")
        .doesNotContain("descending");
    assertThat(focused()).as("the heading keeps the focus").isEqualTo("sort 2");
    browser.assertSilent();
  }

  @Test
  void aKeyOfSeveralLabelsIsOneChip() {
    String view = "#/fleet?run=askew&rollup=model_tenant";
    browser.open(site.page(view + "&key.model=llama-3-8b&key.tenant=acme"));
    assertThat(browser.text("#pick-rollup option:checked")).isEqualTo("model tenant");
    assertThat(browser.text("#pick-key option:checked")).isEqualTo("llama-3-8b · acme");
    assertThat(browser.attributes(".chip", "aria-label"))
        .containsExactly("Show all keys instead of llama-3-8b · acme");

    browser.click(".chip");
    browser.settle();
    assertThat(browser.hash()).isEqualTo(view);
    assertThat(browser.texts(".chip")).isEmpty();
    browser.assertSilent();
  }

  private String focused() {
    return String.valueOf(browser.run("return document.activeElement.dataset.focus"));
  }
}
