package io.tokenpace.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.report.server.ReportServer;
import io.tokenpace.report.testing.Browser;
import io.tokenpace.report.testing.SeededRows;
import io.tokenpace.report.testing.Seeding;
import io.tokenpace.report.testing.ServerFixture;
import io.tokenpace.setup.table.TableSetup;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The page over a fleet of 200 nodes and 5 models: what each screen transfers into a browser that
 * has nothing of it yet. How long it takes is printed and holds nobody to anything.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WideFleetIT {
  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

  /** A day whose shortest rows are few, so that they are soon written. */
  private static final Seeding DAY =
      new Seeding(1, "day", true, START, 24, 200, 5, 20, Duration.ofMinutes(30), 1);

  private static final long BYTES_AT_MOST = 500_000;

  /** How often a screen is opened: once for its bytes; more for times that are worth something. */
  private static final int OPENINGS = Integer.getInteger("tokenpace.openings", 1);

  private EmbeddedPostgres postgres;
  private ReportServer server;
  private Browser browser;

  @BeforeAll
  void seed() throws IOException, SQLException {
    postgres = EmbeddedPostgres.start();
    new TableSetup(postgres.getPostgresDatabase()).migrate();
    try (Connection connection = postgres.getPostgresDatabase().getConnection()) {
      SeededRows.write(DAY, connection);
    }
    server = ReportServer.start(ServerFixture.config(postgres, 0));
    browser = new Browser();
  }

  @AfterAll
  void stop() throws IOException {
    browser.close();
    server.close();
    postgres.close();
  }

  /**
   * What one opening of the page took.
   *
   * @param bytes all that was transferred, heads included
   * @param paintMillis from the navigation to the first content
   * @param shownMillis from the navigation to the numbers
   */
  private record Opening(long bytes, long paintMillis, long shownMillis) {}

  @ParameterizedTest
  @CsvSource({
    "#/fleet",
    "#/latency",
    "#/money",
    "#/pipeline",
    "#/fleet?last=PT24H",
    "#/fleet?last=PT24H&rollup=node",
    "#/latency?last=PT24H",
    "#/money?last=PT24H",
    "#/pipeline?last=PT24H"
  })
  void aScreenIsSmall(String view) {
    Opening[] openings = new Opening[OPENINGS];
    for (int i = 0; i < OPENINGS; i++) {
      openings[i] = open(view);
      assertThat(openings[i].bytes()).as(view).isBetween(10_000L, BYTES_AT_MOST);
    }
    System.out.printf(
        Locale.ROOT,
        "%-32s %,d bytes; first paint, ms: first %d, median %d; numbers: first %d, median %d%n",
        view,
        openings[0].bytes(),
        openings[0].paintMillis(),
        median(openings, Opening::paintMillis),
        openings[0].shownMillis(),
        median(openings, Opening::shownMillis));
    browser.assertSilent();
  }

  private static long median(Opening[] openings, ToLongFunction<Opening> figure) {
    return Arrays.stream(openings).mapToLong(figure).sorted().toArray()[OPENINGS / 2];
  }

  private Opening open(String view) {
    browser.forgetFiles();
    browser.open(server.address().resolve("/" + view));
    Map<?, ?> taken =
        (Map<?, ?>)
            browser.run(
                """
                const all = performance.getEntriesByType('resource')
                  .concat(performance.getEntriesByType('navigation'));
                return {
                  bytes: all.reduce((sum, one) => sum + one.transferSize, 0),
                  paint: performance.getEntriesByName('first-contentful-paint')
                    .reduce((first, one) => Math.round(one.startTime), 0),
                  shown: Math.round(performance.now()),
                };
                """);
    return new Opening(number(taken, "bytes"), number(taken, "paint"), number(taken, "shown"));
  }

  private static long number(Map<?, ?> taken, String name) {
    return taken.get(name) instanceof Number number ? number.longValue() : -1;
  }
}
