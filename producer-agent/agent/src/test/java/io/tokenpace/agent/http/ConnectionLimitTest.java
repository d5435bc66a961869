package io.tokenpace.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.schemas.wire.EndCause;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients beyond the limits on connections. */
@Timeout(120)
class ConnectionLimitTest extends ProxyTestBase {
  @Test
  void refusesConnectionsBeyondItsLimit() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    start(
        connection -> {
          connection.readHead();
          running.countDown();
          await(done);
          connection.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
          connection.awaitEnd();
        },
        new ProxySettings.Limits(
            8_192,
            65_536,
            1,
            1,
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            Duration.ofSeconds(3)),
        null);
    FakeEngine.Connection first = connect();
    first.write(GET);
    running.await();
    FakeEngine.Connection second = connect();
    second.write("POST / HTTP/1.1\r\nHost: e\r\nContent-Length: 4\r\n\r\nbody");
    assertThat(second.readHead()).startsWith("HTTP/1.1 503 ");
    RecordingObservers.Recorded refused = observers.awaitNext();
    assertThat(refused.cause).isEqualTo(EndCause.AGENT_REFUSED);
    assertThat(refused.acceptedMicros).isGreaterThanOrEqualTo(refused.beganMicros);
    done.countDown();
    assertThat(first.readHead()).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void refusesLargeAndUnfinishedBodiesBeyondItsLimitToo() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    start(
        connection -> {
          connection.readHead();
          running.countDown();
          connection.awaitEnd();
        },
        new ProxySettings.Limits(
            8_192,
            65_536,
            1,
            1,
            Duration.ofMillis(200),
            Duration.ofSeconds(5),
            Duration.ofSeconds(3)),
        null);
    FakeEngine.Connection first = connect();
    first.write("POST / HTTP/1.1\r\nHost: e\r\nContent-Length: 4\r\n\r\n");
    running.await();
    FakeEngine.Connection large = connect();
    large.write("POST / HTTP/1.1\r\nHost: e\r\nContent-Length: 3000000\r\n\r\n");
    large.write(new byte[3_000_000]);
    assertThat(large.readHead()).startsWith("HTTP/1.1 503 ");
    FakeEngine.Connection unfinished = connect();
    unfinished.write("POST / HTTP/1.1\r\nHost: e\r\nContent-Length: 4\r\n\r\nbo");
    assertThat(unfinished.readHead()).startsWith("HTTP/1.1 503 ");
    assertThat(observers.awaitNext().cause).isEqualTo(EndCause.AGENT_REFUSED);
    assertThat(observers.awaitNext().cause).isEqualTo(EndCause.AGENT_REFUSED);
  }
}
