package io.tokenpace.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponse;
import io.tokenpace.schemas.wire.EndCause;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Observers look at what has been handed on, and hold up nothing. */
@Timeout(120)
class ObserverTest extends ProxyTestBase {
  @Test
  void anObserverThatThrowsChangesNothing() throws Exception {
    start(
        connection -> {
          connection.readHead();
          connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
          connection.awaitEnd();
        },
        (head, peer, micros) -> new ThrowingObserver());
    FakeEngine.Connection client = connect();
    client.write(GET);
    assertThat(client.readBody(client.readHead())).isEqualTo("ok".getBytes(StandardCharsets.UTF_8));
    assertThat(proxy().counts().observerFailures()).isEqualTo(1);
  }

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

  private static final class ThrowingObserver implements ExchangeObserver {
    @Override
    public void requestBytes(ByteBuf bytes) {
      throw new IllegalStateException("requestBytes");
    }

    @Override
    public void accepted(long micros) {
      throw new IllegalStateException("accepted");
    }

    @Override
    public void responseHead(HttpResponse head, long micros) {
      throw new IllegalStateException("responseHead");
    }

    @Override
    public void responseBytes(ByteBuf bytes, long micros) {
      throw new IllegalStateException("responseBytes");
    }

    @Override
    public void ended(EndCause cause, long micros, long writeStallMicros) {
      throw new IllegalStateException("ended");
    }
  }
}
