package io.tokenpace.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.report.testing.Browser;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A live run is followed by itself, until it is paused. */
@ExtendWith(PageSite.Resolver.class)
class LiveUpdatesIT {
  /** Stops the page's clocks, so that nothing but the server's events can tell it of news. */
  private static final String NO_CLOCKS = "window.setInterval = () => 0;";

  /** Keeps what the page opens and what it winds up. */
  private static final String WATCHED =
      """
      window.streams = [];
      window.EventSource = class extends window.EventSource {
        constructor(address) {
          super(address);
          window.streams.push(this);
        }
      };
      window.clocks = new Set();
      const wind = window.setInterval;
      const stop = window.clearInterval;
      window.setInterval = (ring, every) => {
        const clock = wind(ring, every);
        window.clocks.add(clock);
        return clock;
      };
      window.clearInterval = clock => {
        window.clocks.delete(clock);
        stop(clock);
      };
      """;

  private static final String SHOWN_UNTIL =
      "document.getElementById('freshness').textContent.includes('until %s')";

  private final PageSite site;
  private final Browser browser;

  LiveUpdatesIT(PageSite site) {
    this.site = site;
    this.browser = site.browser();
  }

  @BeforeEach
  void forget() {
    browser.console();
  }

  private String writeNextMinute() throws SQLException {
    return site.writeNextMinute().toString().substring(11);
  }

  @Test
  void theServersEventsBringWhatIsNew() throws SQLException {
    Runnable clocksAgain = browser.beforehand(NO_CLOCKS);
    try {
      browser.open(site.page("#/fleet?run=live"));
      assertThat(browser.run("return setInterval(() => {}, 1)")).as("no clock runs").isEqualTo(0L);

      browser.until(SHOWN_UNTIL.formatted(writeNextMinute()));
    } finally {
      clocksAgain.run();
    }
    browser.assertSilent();
  }

  @Test
  void aPausedPageStandsStillUntilItGoesOn() throws SQLException {
    Runnable unwatched = browser.beforehand(WATCHED);
    try {
      browser.open(site.page("#/fleet?run=live"));
      assertThat(browser.run("return streams.filter(one => one.readyState !== 2).length"))
          .isEqualTo(1L);
      assertThat(browser.run("return clocks.size")).as("age and news").isEqualTo(2L);

      browser.click("#pause");
      assertThat(browser.text("#pause")).contains("Paused");
      assertThat(browser.attributes("#pause", "aria-pressed")).containsExactly("true");
      assertThat(browser.run("return streams.filter(one => one.readyState !== 2).length"))
          .as("nobody rings")
          .isEqualTo(0L);
      assertThat(browser.run("return clocks.size")).as("only the age goes on").isEqualTo(1L);

      String newest = writeNextMinute();
      assertThat(browser.text("#freshness")).doesNotContain(newest);

      browser.click("#pause");
      browser.until(SHOWN_UNTIL.formatted(newest));
      assertThat(browser.run("return streams.filter(one => one.readyState !== 2).length"))
          .isEqualTo(1L);
    } finally {
      unwatched.run();
    }
    browser.assertSilent();
  }
}
