package io.tokenpace.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ForwardFirstTest extends ProxyTestBase {
  @Test
  void handsARequestToTheEngineBeforeAnybodyLooksAtIt() throws Exception {
    CountDownLatch engineHasIt = new CountDownLatch(2);
    CompletableFuture<Boolean> hadItWhenAsked = new CompletableFuture<>();
    start(
        connection -> {
          while (!connection.readHead().isEmpty()) {
            engineHasIt.countDown();
            connection.write("HTTP/1.1 204 No Content\r\n\r\n");
          }
        },
        (head, peer, micros) -> {
          if (head.uri().equals("/second")) {
            hadItWhenAsked.complete(awaited(engineHasIt));
          }
          return null;
        });
    FakeEngine.Connection client = connect();

    // The first is answered before the second is sent: the way to the engine is there then.
    for (String target : new String[] {"/first", "/second"}) {
      client.write("GET %s HTTP/1.1\r\nHost: e\r\n\r\n".formatted(target));
      assertThat(client.readHead()).startsWith("HTTP/1.1 204 ");
    }

    assertThat(hadItWhenAsked.get(20, TimeUnit.SECONDS)).isTrue();
  }

  private static boolean awaited(CountDownLatch latch) {
    try {
      return latch.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
