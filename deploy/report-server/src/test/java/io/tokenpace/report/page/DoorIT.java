package io.tokenpace.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.report.server.ReportServer;
import io.tokenpace.report.testing.Browser;
import io.tokenpace.report.testing.Shown;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The way to the page of a server that wants a token. */
@ExtendWith(PageSite.Resolver.class)
class DoorIT {
  private static final String TOKEN = "correct-horse-battery-staple-0123456789";

  private final PageSite site;
  private final Browser browser;
  private ReportServer server;

  DoorIT(PageSite site) {
    this.site = site;
    this.browser = site.browser();
  }

  @BeforeEach
  void start() {
    server = site.startGuarded(TOKEN);
    browser.console();
  }

  @AfterEach
  void stop() {
    browser.forgetCookies();
    browser.visit(site.page(""));
    server.close();
    browser.console();
  }

  private void assertPageWorks() {
    browser.settle();
    assertThat(browser.address().toString()).doesNotContain(TOKEN);
    assertThat(browser.text("[data-tile=request_goodput_ratio] .amount"))
        .isEqualTo(
            Shown.share(
                site.ask("/api/report?metrics=request_goodput_ratio")
                    .at("/rollups/0/metrics/request_goodput_ratio")));
  }

  @Test
  void whoHasNoTokenIsToldHowToGetInAndGetsIn() throws IOException, InterruptedException {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(server.address()).build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");

    browser.visit(server.address());
    assertThat(browser.text("body"))
        .contains("401: the access token is missing or wrong")
        .contains("/?token=…");
    browser.find("[name=token]").sendKeys(TOKEN);
    browser.click("[type=submit]");
    browser.until("document.getElementById('screen')");
    assertPageWorks();
  }

  @Test
  void aLinkWithTheTokenLeadsToThePage() {
    browser.visit(server.address().resolve("/?token=" + TOKEN));
    assertPageWorks();

    browser.forgetCookies();
    browser.click("#tab-latency");
    browser.settle();
    assertThat(browser.text("#banner"))
        .contains("The access token is missing or wrong: reload the page and enter it.");
    assertThat(browser.attributes("main", "class")).containsExactly("stale");
  }
}
