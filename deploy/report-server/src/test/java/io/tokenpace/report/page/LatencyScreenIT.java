package io.tokenpace.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tokenpace.report.testing.Browser;
import io.tokenpace.report.testing.Shown;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith({PageSite.Resolver.class, PageSite.Silence.class})
class LatencyScreenIT {
  private static final List<String> PARTS =
      List.of("mean_ms", "min_ms", "p50_ms", "p90_ms", "p95_ms", "p99_ms", "p999_ms", "max_ms");

  private final PageSite site;
  private final Browser browser;

  LatencyScreenIT(PageSite site) {
    this.site = site;
    this.browser = site.browser();
  }

  private static List<String> cells(JsonNode latency) {
    return Stream.concat(
            Stream.of(Shown.count(latency.get("count"))),
            PARTS.stream().map(part -> Shown.exactMillis(latency.get(part))))
        .toList();
  }

  @Test
  void percentilesAreThoseOfTheReport() {
    browser.open(site.page("#/latency?run=history"));

    JsonNode metrics = site.ask("/api/report?run=history").at("/rollups/0/metrics");
    for (String latency : List.of("ttft", "itl", "icl", "tpot", "e2e")) {
      assertThat(browser.texts("[data-latency=%s] td".formatted(latency)))
          .as(latency)
          .isEqualTo(cells(metrics.get(latency)));
    }
    assertThat(browser.texts("[data-latency=e2e_all] td"))
        .as("what failed is infinitely late")
        .contains("∞");
    assertThat(browser.texts("[data-class=chat] td"))
        .startsWith(
            Shown.count(metrics.get("e2e_chat_faster")),
            Shown.count(metrics.get("e2e_chat_typical")),
            Shown.count(metrics.get("e2e_chat_slower")));
    assertThat(browser.text("[data-bands=ttft] td:nth-of-type(1)"))
        .startsWith(Shown.count(metrics.get("ttft_excellent")));
  }

  @Test
  void aDistributionHoldsEveryObservation() {
    browser.open(site.page("#/latency?run=history"));

    JsonNode ttft =
        site.ask("/api/report?run=history&metrics=ttft&distributions=ttft")
            .at("/rollups/0/distributions/ttft");
    browser.click("[data-chart=ttft] details summary");
    browser.until("document.querySelector('[data-chart=ttft] details tbody tr')");
    List<String> expected = new ArrayList<>();
    for (int bin = 0; bin < ttft.get("count").size(); bin++) {
      if (ttft.get("count").get(bin).asLong() > 0) {
        expected.add(Shown.count(ttft.get("count").get(bin)));
      }
    }
    assertThat(browser.texts("[data-chart=ttft] details tbody td:nth-child(3)"))
        .isNotEmpty()
        .isEqualTo(expected);
  }

  @Test
  void twoRangesStandSideBySide() {
    browser.open(
        site.page(
            "#/latency?run=history&from=2026-03-01T23%3A30%3A00Z&to=2026-03-02T00%3A00%3A00Z"
                + "&compare=previous"));

    JsonNode before =
        site.ask(
                "/api/report?run=history&metrics=ttft"
                    + "&from=2026-03-01T23:00:00Z&to=2026-03-01T23:30:00Z")
            .at("/rollups/0/metrics/ttft");
    JsonNode now =
        site.ask(
                "/api/report?run=history&metrics=ttft"
                    + "&from=2026-03-01T23:30:00Z&to=2026-03-02T00:00:00Z")
            .at("/rollups/0/metrics/ttft");
    assertThat(browser.texts("[data-latency=ttft] td")).isEqualTo(cells(now));
    assertThat(browser.texts("[data-latency=ttft] + .before td > span:first-child"))
        .isEqualTo(cells(before));
    assertThat(browser.text("[data-latency=ttft] + .before td:nth-of-type(7) .words"))
        .isEqualTo("now " + Shown.change(now.get("p99_ms"), before.get("p99_ms")));
    assertThat(browser.attributes("[data-chart=ttft] path.other", "d"))
        .as("a second outline")
        .singleElement()
        .asString()
        .startsWith("M");
    assertThat(browser.text("#status")).contains("compared to history 2026-03-01 23:00–23:30Z");
  }
}
