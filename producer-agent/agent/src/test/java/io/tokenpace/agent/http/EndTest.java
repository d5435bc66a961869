package io.tokenpace.agent.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.codec.http.HttpResponse;
import io.tokenpace.agent.time.SystemAgentClock;
import io.tokenpace.schemas.wire.EndCause;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class EndTest extends ProxyTestBase {
  private static final String GET = "GET / HTTP/1.1\r\nHost: e\r\n\r\n";

  @Test
  void cutsOffWhatTheEngineCutsOff() throws Exception {
    start(
        connection -> {
          connection.readHead();
          connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
          connection.writeChunk("part".getBytes(StandardCharsets.UTF_8));
        });
    FakeEngine.Connection client = connect();
    client.write(GET);
    client.readHead();
    assertThat(new String(client.readToEnd(), StandardCharsets.UTF_8)).isEqualTo("4\r\npart\r\n");
    RecordingObservers.Recorded seen = observers.awaitNext();
    assertThat(seen.cause).isEqualTo(EndCause.TRUNCATED);
    assertThat(seen.response.toString(StandardCharsets.UTF_8)).isEqualTo("part");
  }

  @Test
  void cutsOffALengthThatIsNotReached() throws Exception {
    start(
        connection -> {
          connection.readHead();
          connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
        });
    FakeEngine.Connection client = connect();
    client.write(GET);
    client.readHead();
    assertThat(client.readToEnd()).isEqualTo("half".getBytes(StandardCharsets.UTF_8));
    assertThat(observers.awaitNext().cause).isEqualTo(EndCause.TRUNCATED);
  }

  @Test
  void saysThatTheEngineEndedBeforeItAnswered() throws Exception {
    start(FakeEngine.Connection::readHead);
    FakeEngine.Connection client = connect();
    client.write(GET);
    String head = client.readHead();
    assertThat(head).startsWith("HTTP/1.1 502 ");
    assertThat(new String(client.readBody(head), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"error\":{\"message\":\"tokenpace agent: upstream error\",\"type\":\"upstream_error\","
                + "\"param\":null,\"code\":502}}");
    assertThat(client.awaitEnd()).isTrue();
    assertThat(observers.awaitNext().cause).isEqualTo(EndCause.UPSTREAM_ERROR);
  }

  @Test
  void saysThatWhatTheEngineAnsweredCannotBeRead() throws Exception {
    start(
        connection -> {
          connection.readHead();
          connection.write("SSH-2.0-OpenSSH_9.2\r\n\r\n");
          connection.awaitEnd();
        });
    FakeEngine.Connection client = connect();
    client.write(GET);
    assertThat(client.readHead()).startsWith("HTTP/1.1 502 ");
    assertThat(observers.awaitNext().cause).isEqualTo(EndCause.UPSTREAM_ERROR);
  }

  @Test
  void saysThatNoEngineIsThere() throws Exception {
    InetSocketAddress nobody;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = (InetSocketAddress) free.getLocalSocketAddress();
    }
    startBefore(nobody, LIMITS, null);
    FakeEngine.Connection client = connect();
    client.write("POST / HTTP/1.1\r\nHost: e\r\nContent-Length: 4\r\n\r\nbody");
    assertThat(client.readHead()).startsWith("HTTP/1.1 502 ");
    RecordingObservers.Recorded seen = observers.awaitNext();
    assertThat(seen.cause).isEqualTo(EndCause.CONNECT_FAILED);
    assertThat(seen.acceptedMicros).isGreaterThanOrEqualTo(seen.beganMicros);
  }

  @Test
  void endsWhatIsNotAnsweredByTheDeadline() throws Exception {
    start(
        connection -> {
          connection.readHead();
          connection.awaitEnd();
        },
        LIMITS,
        Duration.ofMillis(50));
    FakeEngine.Connection client = connect();
    client.write(GET);
    assertThat(client.readHead()).startsWith("HTTP/1.1 504 ");
    assertThat(observers.awaitNext().cause).isEqualTo(EndCause.AGENT_DEADLINE);
  }

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

  @Test
  void saysThatTheEngineSpeaksAnotherProtocolThoughNobodyAsked() throws Exception {
    start(
        connection -> {
          connection.readHead();
          connection.write(
              "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                  + "\r\nframes");
          connection.awaitEnd();
        });
    FakeEngine.Connection client = connect();
    client.write(GET);
    assertThat(client.readHead()).startsWith("HTTP/1.1 502 ");
    assertThat(observers.awaitNext().cause).isEqualTo(EndCause.UPSTREAM_ERROR);
  }

  @Test
  void tellsOnTheConnectionsLoopThatNoChannelCouldBeMade() throws Exception {
    EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    try {
      EventLoop loop = loops.next();
      ProxySettings settings =
          new ProxySettings(
              InetSocketAddress.createUnresolved("e", 0),
              new InetSocketAddress(InetAddress.getLoopbackAddress(), 1),
              LIMITS,
              null,
              1);
      Serving serving =
          new Serving(
              settings,
              observers,
              new SystemAgentClock(),
              NoDescriptorLeft.class,
              new DefaultChannelGroup(loop));
      CompletableFuture<Boolean> onLoop = new CompletableFuture<>();
      serving.connect(loop, connection -> {}, () -> onLoop.complete(loop.inEventLoop()));
      assertThat(onLoop.get()).isTrue();
    } finally {
      loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
    }
  }

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
  void forwardsAnAnswerThatComesBeforeTheBodyIsThereAndEndsTheConnection() throws Exception {
    start(
        connection -> {
          connection.readHead();
          connection.write("HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig");
          connection.awaitEnd();
        });
    FakeEngine.Connection client = connect();
    client.write("POST / HTTP/1.1\r\nHost: e\r\nContent-Length: 1000000\r\n\r\nbegin");
    String head = client.readHead();
    assertThat(head).startsWith("HTTP/1.1 413 ").containsIgnoringCase("Connection: close");
    assertThat(client.readToEnd()).isEqualTo("big".getBytes(StandardCharsets.UTF_8));
    assertThat(observers.awaitNext().status).isEqualTo(413);
  }

  @Test
  void connectsToTheEngineBeforeTheRequestComes() throws Exception {
    CountDownLatch connected = new CountDownLatch(1);
    start(
        connection -> {
          connected.countDown();
          connection.awaitEnd();
        });
    connect();
    assertThat(connected.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void connectsAnewAfterTheEngineHasClosedAnIdleConnection() throws Exception {
    FakeEngine engine =
        start(
            connection -> {
              connection.readHead();
              connection.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            });
    FakeEngine.Connection client = connect();
    for (int request = 1; request <= 20; request++) {
      client.write(GET);
      assertThat(client.readHead()).matches("(?s)HTTP/1.1 (200|502) .*");
      EndCause cause = observers.awaitNext().cause;
      if (cause == EndCause.UPSTREAM_ERROR) {
        // The engine's end came after the request was written: nothing is sent twice.
        client = connect();
      }
    }
    assertThat(engine.connections()).isBetween(10, 20);
  }

  @Test
  void anObserverThatThrowsChangesNothing() throws Exception {
    try (FakeEngine engine =
            new FakeEngine(
                connection -> {
                  connection.readHead();
                  connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                  connection.awaitEnd();
                });
        Proxy failing =
            Proxy.start(
                new ProxySettings(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    engine.address(),
                    LIMITS,
                    null,
                    1),
                (head, peer, micros) -> new ThrowingObserver(),
                new SystemAgentClock());
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), failing.port())) {
      FakeEngine.Connection client = new FakeEngine.Connection(socket);
      client.write(GET);
      assertThat(client.readBody(client.readHead()))
          .isEqualTo("ok".getBytes(StandardCharsets.UTF_8));
      assertThat(failing.counts().observerFailures()).isEqualTo(1);
    }
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

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
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
