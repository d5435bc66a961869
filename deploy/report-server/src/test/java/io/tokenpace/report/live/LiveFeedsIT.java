package io.tokenpace.report.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokenpace.report.api.LiveQuestion;
import io.tokenpace.report.api.Refusal;
import io.tokenpace.report.rows.LiveRows;
import io.tokenpace.report.testing.ServerFixture;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that do not keep up. */
@Timeout(120)
class LiveFeedsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final LiveQuestion FLEET =
      new LiveQuestion("now", "fleet", Map.of(), List.of("requests_ended"));

  /** The next windows, whatever else comes before. */
  private static LiveEvent windows(Subscription subscription) throws InterruptedException {
    LiveEvent event = subscription.next(PATIENCE).orElseThrow();
    while (!event.name().equals("windows")) {
      event = subscription.next(PATIENCE).orElseThrow();
    }
    return event;
  }

  /** Windows with a number; an issue may come twice. */
  private static LiveEvent windows(Subscription subscription, int requestsEnded)
      throws InterruptedException {
    LiveEvent event = windows(subscription);
    while (!event.data().contains("\"requests_ended\":" + requestsEnded + "}")) {
      event = windows(subscription);
    }
    return event;
  }

  private static void issueAgain(ServerFixture fixture) throws SQLException {
    try (Connection connection = fixture.postgres().getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("UPDATE rolling_rows SET requests_ended = requests_ended + 1");
    }
  }

  @Test
  void aClientThatDoesNotReadIsDroppedAndOthersMissNothing() throws Exception {
    try (ServerFixture fixture = ServerFixture.start();
        LiveFeeds feeds =
            new LiveFeeds(
                new LiveRows(fixture.postgres().getPostgresDatabase()), Duration.ofMillis(1), 2)) {
      fixture.writeRollingRow();
      Subscription quick = feeds.subscribe(FLEET, null);
      Subscription slow = feeds.subscribe(FLEET, null);
      windows(quick, 0);
      LiveEvent seen = windows(slow, 0);
      assertThatThrownBy(() -> feeds.subscribe(FLEET, null))
          .isInstanceOf(Refusal.class)
          .hasMessage("live: busy (expected: at most 2 at once; try again)");

      for (int issue = 1; issue <= 40; issue++) {
        issueAgain(fixture);
        windows(quick, issue);
      }

      assertThat(feeds.dropped()).isEqualTo(1);
      assertThat(feeds.subscribers()).isEqualTo(1);
      assertThat(slow.next(PATIENCE)).isEmpty();
      Subscription again = feeds.subscribe(FLEET, seen.id());
      windows(again, 40);
      slow.close();
      assertThat(feeds.subscribers()).isEqualTo(2);
      again.close();
      again.close();
      assertThat(feeds.subscribers()).isEqualTo(1);
    }
  }

  @Test
  void anIdNobodyGaveIsAsNone() throws Exception {
    try (ServerFixture fixture = ServerFixture.start();
        LiveFeeds feeds =
            new LiveFeeds(
                new LiveRows(fixture.postgres().getPostgresDatabase()), Duration.ofMillis(1), 9)) {
      fixture.writeRollingRow();
      for (String id :
          List.of("", "nonsense", "1:1:", "9999999999999999999:9999999999999999999:", "'; DROP")) {
        assertThat(windows(feeds.subscribe(FLEET, id)).data()).as(id).contains("\"fleet\"");
      }
    }
  }
}
