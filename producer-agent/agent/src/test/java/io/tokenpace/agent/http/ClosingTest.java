package io.tokenpace.agent.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokenpace.schemas.wire.EndCause;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A proxy that is told to end while exchanges are in flight. */
@Timeout(120)
class ClosingTest extends ProxyTestBase {
  @Test
  void whatIsStillInFlightWhenItClosesHasReachedItsDeadline() throws Exception {
    CountDownLatch running = new CountDownLatch(2);
    start(
        connection -> {
          boolean begins = connection.readHead().startsWith("GET /begun");
          if (begins) {
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n");
          }
          running.countDown();
          connection.awaitEnd();
        });
    FakeEngine.Connection begun = connect();
    begun.write("GET /begun HTTP/1.1\r\nHost: e\r\n\r\n");
    begun.readHead();
    FakeEngine.Connection waiting = connect();
    waiting.write(GET);
    running.await();
    proxy().close();
    assertThat(waiting.readHead()).startsWith("HTTP/1.1 504 ");
    assertThat(observers.awaitNext().cause).isEqualTo(EndCause.AGENT_DEADLINE);
    assertThat(observers.awaitNext().cause).isEqualTo(EndCause.AGENT_DEADLINE);
  }

  @Test
  void drainsWhatRunsAndTakesNothingNew() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    start(
        connection -> {
          connection.readHead();
          running.countDown();
          await(done);
          connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
          connection.awaitEnd();
        });
    FakeEngine.Connection client = connect();
    client.write(GET);
    running.await();
    assertThat(proxy().drain(Duration.ofMillis(100))).isFalse();
    done.countDown();
    assertThat(proxy().drain(Duration.ofSeconds(30))).isTrue();
    String head = client.readHead();
    assertThat(head).containsIgnoringCase("Connection: close");
    assertThat(client.readBody(head)).isEqualTo("ok".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(this::connect).isInstanceOf(IOException.class);
  }
}
