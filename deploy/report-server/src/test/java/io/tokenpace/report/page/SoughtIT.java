package io.tokenpace.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tokenpace.report.testing.Browser;
import io.tokenpace.report.testing.Shown;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What an operator looks for is on the Fleet screen or a click from it, says what the API says, in
 * its unit, and its definition is a click away.
 */
@ExtendWith(PageSite.Resolver.class)
class SoughtIT {
  private final PageSite site;
  private final Browser browser;

  SoughtIT(PageSite site) {
    this.site = site;
    this.browser = site.browser();
  }

  /**
   * One thing that is looked for.
   *
   * @param word what it is called by whoever looks for it
   * @param screen where it is
   * @param place where its value is, as a selector
   * @param value its value and unit, made from the API's metrics
   * @param unit what has to be part of that
   * @param name what is pressed for its definition, as a selector
   * @param entry the glossary's entry
   * @param defined what its definition has to say
   */
  record Sought(
      String word,
      String screen,
      String place,
      Function<JsonNode, String> value,
      String unit,
      String name,
      String entry,
      String defined) {
    @Override
    public String toString() {
      return word;
    }
  }

  private static Sought tile(
      String word, String tile, Function<JsonNode, String> value, String unit, String defined) {
    String place = "[data-tile='%s'] ".formatted(tile);
    String metric = tile.replaceFirst("\\..*", "");
    return new Sought(
        word, "fleet", place + ".amount", value, unit, place + ".name", metric, defined);
  }

  private static Sought percentile(String word, int column, String part) {
    return new Sought(
        word,
        "latency",
        "[data-latency=ttft] td:nth-of-type(%d)".formatted(column),
        metrics -> Shown.exactMillis(metrics.at("/ttft/" + part)),
        "",
        "[data-table=percentiles] [data-metric=percentile]",
        "quantile, percentile",
        "share of observations does not exceed");
  }

  static List<Sought> sought() {
    return List.of(
        tile("TTFT", "ttft.p99_ms", m -> Shown.millis(m.at("/ttft/p99_ms")), "ms", "first output"),
        tile("TPOT", "tpot.p99_ms", m -> Shown.millis(m.at("/tpot/p99_ms")), "ms", "output token"),
        tile("E2E", "e2e.p99_ms", m -> Shown.millis(m.at("/e2e/p99_ms")), "s", "Last output"),
        tile(
            "throughput",
            "output_tokens_per_second",
            m -> Shown.tokensPerSecond(m.get("output_tokens_per_second")),
            "tok/s",
            "output_tokens ÷ covered_seconds"),
        percentile("p50", 4, "p50_ms"),
        percentile("p90", 5, "p90_ms"),
        percentile("p95", 6, "p95_ms"),
        percentile("p99", 7, "p99_ms"),
        percentile("p99.9", 8, "p999_ms"),
        tile(
            "cost per million good tokens",
            "cost_per_million_good_tokens",
            m -> Shown.smallDollars(m.get("cost_per_million_good_tokens")),
            "$",
            "÷ token_goodput_ratio"),
        new Sought(
            "cost per million tokens",
            "money",
            "[data-tile=cost_per_million_output_tokens] .amount",
            m -> Shown.smallDollars(m.get("cost_per_million_output_tokens")),
            "$",
            "[data-tile=cost_per_million_output_tokens] .name",
            "cost_per_million_output_tokens",
            "gpu_cost_nanos ÷ output_tokens"),
        tile(
            "goodput",
            "request_goodput_ratio",
            m -> Shown.share(m.get("request_goodput_ratio")),
            "%",
            "good_requests ÷"),
        tile(
            "queue depth",
            "queue_depth",
            m -> Shown.plain(m.get("queue_depth")) + " requests",
            "requests",
            "queue_depth_area"),
        tile(
            "KV use",
            "kv_cache_utilisation",
            m -> Shown.share(m.get("kv_cache_utilisation")),
            "%",
            "kv_cache_utilisation_area ÷"),
        tile(
            "prefix hit rate",
            "prefix_cache_hit_rate",
            m -> Shown.share(m.get("prefix_cache_hit_rate")),
            "%",
            "prefix_cache_hits ÷ prefix_cache_queries"),
        tile(
            "token error rate",
            "token_error_rate",
            m -> Shown.share(m.get("token_error_rate")),
            "%",
            "(failed_tokens + lost_tokens) ÷"),
        tile(
            "GPU use",
            "gpu_utilisation",
            m -> Shown.share(m.get("gpu_utilisation")),
            "%",
            "gpu_utilisation_area ÷"),
        tile("bands of TTFT", "ttft_excellent", m -> best(m, "ttft"), "%", "below 200 ms"),
        tile("bands of TPOT", "tpot_excellent", m -> best(m, "tpot"), "%", "below 30 ms"));
  }

  /** The share of observations in the best band. */
  private static String best(JsonNode metrics, String latency) {
    BigDecimal all =
        List.of("excellent", "acceptable", "slow", "poor").stream()
            .map(band -> metrics.get(latency + "_" + band).decimalValue())
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    return Shown.share(
        metrics.get(latency + "_excellent").decimalValue().divide(all, MathContext.DECIMAL64));
  }

  @BeforeEach
  void forget() {
    browser.console();
  }

  @ParameterizedTest
  @MethodSource
  void sought(Sought sought) {
    browser.open(site.page("#/fleet?run=history"));
    if (!sought.screen().equals("fleet")) {
      browser.click("#tab-" + sought.screen());
      browser.settle();
    }

    JsonNode metrics = site.ask("/api/report?run=history").at("/rollups/0/metrics");
    assertThat(browser.text(sought.place()))
        .isEqualTo(sought.value().apply(metrics))
        .contains(sought.unit());
    browser.click(sought.name());
    browser.until("document.getElementById('glossary').open");
    String entry = "#glossary-body section:first-child ";
    assertThat(browser.text(entry + "dt")).startsWith(sought.entry());
    assertThat(browser.text(entry + "dd")).contains(sought.defined());
    browser.assertSilent();
  }
}
