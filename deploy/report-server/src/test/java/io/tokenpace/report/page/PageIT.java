package io.tokenpace.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.report.testing.Browser;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What holds on every screen: labels, troubles, size. */
@ExtendWith(PageSite.Resolver.class)
class PageIT {
  private static final List<String> SCREENS = List.of("fleet", "latency", "money", "pipeline");

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
  void aDatabaseThatIsAwayIsSaidAndItsReturnNoticed() throws IOException {
    browser.open(site.page("#/fleet?run=history"));
    String good = browser.text("[data-tile=request_goodput_ratio] .amount");
    site.withoutDatabase(
        () -> {
          browser.run("location.hash = '#/fleet?run=history&last=PT1H'");
          browser.until("!document.getElementById('banner').hidden");
          assertThat(browser.text("#banner"))
              .contains("The report server cannot answer now")
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
