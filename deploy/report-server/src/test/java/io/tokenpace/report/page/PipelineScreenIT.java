package io.tokenpace.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tokenpace.report.server.ReportServer;
import io.tokenpace.report.testing.Browser;
import io.tokenpace.report.testing.Shown;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith({PageSite.Resolver.class, PageSite.Silence.class})
class PipelineScreenIT {
  private final PageSite site;
  private final Browser browser;

  PipelineScreenIT(PageSite site) {
    this.site = site;
    this.browser = site.browser();
  }

  @Test
  void whatArrivedOfEachNodeIsShown() {
    browser.open(site.page("#/pipeline?run=history"));

    JsonNode metrics = site.ask("/api/report?run=history").at("/rollups/0/metrics");
    assertThat(browser.text("[data-tile=completeness] .amount"))
        .isEqualTo(Shown.share(metrics.get("completeness")));
    assertThat(browser.text("[data-tile=reports_missing] .amount"))
        .isEqualTo(Shown.count(metrics.get("reports_missing")));
    assertThat(browser.text(".sentence"))
        .contains("reports missing: " + Shown.count(metrics.get("reports_missing")))
        .contains("agent starts that fell silent: 1");
    JsonNode nodes = site.ask("/api/nodes?run=history").get("nodes");
    assertThat(browser.texts("[data-table=nodes] tbody tr")).hasSize(nodes.size());
    for (JsonNode node : nodes) {
      String row =
          "[data-table=nodes] tr:has(.label[title='%s']) ".formatted(node.get("node").asText());
      assertThat(browser.text(row + "td:nth-child(2)")).endsWith(node.get("state").asText());
      assertThat(browser.text(row + "td:nth-child(4)"))
          .isEqualTo(Shown.share(node.get("completeness")));
      assertThat(browser.text(row + "td:nth-child(5)"))
          .isEqualTo(Shown.count(node.get("reports_received")));
      assertThat(browser.text(row + "td:nth-child(9)"))
          .isEqualTo(Shown.millis(node.get("node_clock_skew_ms")));
    }
  }

  @Test
  void aServerThatAsksNoKafkaSaysSo() {
    browser.open(site.page("#/pipeline?run=history"));

    assertThat(browser.text("[aria-label='Dead letters']"))
        .contains("not reported: this server was started without --kafka");
  }

  @Test
  void brokersThatDoNotAnswerAreSaidNotTo() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    try (ReportServer server = site.startBeside("127.0.0.1:" + port)) {
      browser.open(server.address().resolve("/#/pipeline?run=history"));

      for (String panel : List.of("Kafka", "Dead letters")) {
        assertThat(browser.text("[aria-label='%s']".formatted(panel)))
            .as(panel)
            .contains("not reported: the brokers do not answer");
      }
      browser.visit(URI.create("about:blank"));
    }
  }

  @Test
  void aLiveRunSaysHowOldItsResultsAre() {
    browser.open(site.page("#/pipeline"));

    String until = site.ask("/api/pipeline").get("results_until").asText().substring(11);
    assertThat(browser.text("#status")).contains("results until " + until).contains(" ago");
    assertThat(browser.text("[data-tile=lag]")).contains("results are complete up to " + until);
  }
}
