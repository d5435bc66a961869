package io.tokenpace.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.Keys;

/** What holds on every screen: labels, troubles, keys, definitions. */
@ExtendWith(PageSite.Resolver.class)
class PageIT {
  private static final List<String> SCREENS = List.of("fleet", "latency", "money", "pipeline");

  /** What an operator looks for, and where: metric and screen. */
  private static final Map<String, String> SOUGHT =
      Map.ofEntries(
          Map.entry("ttft", "fleet"),
          Map.entry("tpot", "fleet"),
          Map.entry("e2e", "fleet"),
          Map.entry("output_tokens_per_second", "fleet"),
          Map.entry("cost_per_million_good_tokens", "fleet"),
          Map.entry("cost_per_million_output_tokens", "money"),
          Map.entry("request_goodput_ratio", "fleet"),
          Map.entry("queue_depth", "fleet"),
          Map.entry("kv_cache_utilisation", "fleet"),
          Map.entry("prefix_cache_hit_rate", "fleet"),
          Map.entry("token_error_rate", "fleet"),
          Map.entry("gpu_utilisation", "fleet"),
          Map.entry("ttft_excellent", "fleet"));

  private static final int BYTES_AT_MOST = 500_000;
  private static final int NARROW = 360;

  private final PageSite site;
  private final Browser browser;

  PageIT(PageSite site) {
    this.site = site;
    this.browser = site.browser();
  }

  @BeforeEach
  void forget() {
    browser.console();
  }

  @Test
  void labelsAreTextAndNothingElse() {
    for (String screen : SCREENS) {
      browser.open(site.page("#/%s?run=history&rollup=model".formatted(screen)));
    }
    browser.open(site.page("#/fleet?run=history"));
    assertThat(browser.texts("[data-table=model] tbody .label"))
        .containsExactlyInAnyOrderElementsOf(
            PageRows.MODELS.stream().map(model -> model.strip().replaceAll("\\s+", " ")).toList());
    for (int i = 0; i < PageRows.MODELS.size(); i++) {
      browser.run(
          "document.querySelectorAll('[data-table=model] .choose')[arguments[0]].click()", i);
      browser.settle();
      assertThat(PageRows.MODELS).contains(browser.attributes(".sentence .label", "title").get(0));
      browser.back();
    }
    assertThat(
            browser.run("return document.querySelectorAll('main script, main [onfocus]').length"))
        .isEqualTo(0L);
    browser.assertSilent();
  }

  @Test
  void everySoughtMetricIsFoundWithUnitAndDefinition() {
    for (String screen : SCREENS) {
      browser.open(site.page("#/%s?run=history".formatted(screen)));
      SOUGHT.forEach(
          (metric, where) -> {
            if (where.equals(screen)) {
              assertDefined(metric);
            }
          });
    }
    browser.assertSilent();
  }

  private void assertDefined(String metric) {
    browser.click("main [data-metric=%s]".formatted(metric));
    browser.until("document.getElementById('glossary').open");
    String entry = "#glossary-body section:first-child ";
    assertThat(browser.text(entry + "dt code")).isEqualTo(metric);
    assertThat(browser.text(entry + "dt .unit")).isNotBlank();
    assertThat(browser.text(entry + "dd")).isNotBlank();
    browser.click("#glossary .close");
  }

  @Test
  void aDatabaseThatIsAwayIsSaidAndItsReturnNoticed() throws IOException {
    browser.open(site.page("#/fleet?run=history"));
    String good = browser.text("[data-tile=request_goodput_ratio] .amount");
    site.withoutDatabase(
        () -> {
          browser.run("location.hash = '#/fleet?run=history&last=PT1H'");
          browser.until("!document.getElementById('banner').hidden");
          assertThat(browser.text("#banner"))
              .contains("The database is away")
              .contains("Trying again in")
              .contains("may be out of date");
          assertThat(browser.text("[data-tile=request_goodput_ratio] .amount"))
              .as("the last numbers stay")
              .isEqualTo(good);
          assertThat(browser.attributes("main", "class")).containsExactly("stale");
        });
    browser.until("document.getElementById('banner').hidden");
    assertThat(browser.attributes("main", "class")).containsExactly("");
  }

  @Test
  void aLiveRunShowsWhatIsNewByItself() throws SQLException {
    browser.open(site.page("#/fleet?run=live"));
    assertThat(browser.text("#pause")).contains("Pause");

    String newest = site.writeNextMinute().toString().substring(11);
    browser.until(
        "document.getElementById('freshness').textContent.includes('until %s')".formatted(newest));
    browser.assertSilent();
  }

  @Test
  void aServerThatIsGoneIsSaidAndItsReturnNoticed() {
    browser.open(site.page("#/money?run=history"));
    site.withoutServer(
        () -> {
          browser.run("location.hash = '#/latency?run=history'");
          browser.until("!document.getElementById('banner').hidden");
          assertThat(browser.text("#banner")).contains("The report server does not answer.");
        });
    browser.until("document.getElementById('banner').hidden");
    browser.until("document.querySelector('[data-latency=ttft]')");
  }

  @Test
  void whatTheServerRefusesIsSaidInItsWords() {
    browser.open(
        site.page("#/fleet?run=history&from=2020-01-01T00%3A00%3A00Z&to=2026-01-01T00%3A00%3A00Z"));
    assertThat(browser.text("#banner")).contains("refused").contains("400");

    browser.view("#/fleet?run=nobody");
    assertThat(browser.text("#banner")).contains("There is no run named nobody.");

    browser.view("#/fleet?run=history");
    assertThat(browser.attributes("#banner", "hidden")).containsExactly("");
  }

  @Test
  void aRangeWithoutRowsHasNoDataAndNoZeros() {
    browser.open(
        site.page("#/fleet?run=history&from=2026-03-01T23%3A42%3A00Z&to=2026-03-01T23%3A44%3A00Z"));

    assertThat(browser.text(".verdict")).contains("No data in this range.").contains("not zero");
    assertThat(browser.texts("[data-chart] .plot")).allMatch(text -> text.contains("no data"));
    browser.assertSilent();
  }

  @Test
  void theKeyboardAloneSuffices() {
    browser.open(site.page("#/fleet?run=history"));
    browser.tabTo("#tab-latency");
    browser.press(Keys.ENTER);
    browser.settle();
    assertThat(browser.hash()).startsWith("#/latency");

    browser.tabTo("[data-metric=ttft]");
    browser.press(Keys.ENTER);
    browser.until("document.getElementById('glossary').open");
    browser.press(Keys.ESCAPE);
    browser.until("!document.getElementById('glossary').open");
    assertThat(browser.run("return document.activeElement.dataset.metric")).isEqualTo("ttft");

    browser.open(site.page("#/fleet?run=history"));
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
  void thePageIsSmallAndFitsANarrowScreen() {
    browser.open(site.page("#/fleet?run=history"));
    Object bytes =
        browser.run(
            "return performance.getEntriesByType('resource').concat("
                + "performance.getEntriesByType('navigation'))"
                + ".reduce((sum, one) => sum + one.transferSize, 0)");
    assertThat(((Number) bytes).longValue()).isBetween(10_000L, (long) BYTES_AT_MOST);
    browser.resize(NARROW);
    for (String screen : SCREENS) {
      browser.open(site.page("#/%s?run=history".formatted(screen)));
      assertThat((Long) browser.run("return document.documentElement.scrollWidth"))
          .as(screen)
          .isLessThanOrEqualTo(NARROW);
    }
    browser.resize(Browser.WIDE);
    browser.assertSilent();
  }
}
