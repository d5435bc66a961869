package io.tokenpace.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.tokenpace.agent.time.SystemAgentClock;
import io.tokenpace.schemas.wire.EndCause;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class EndTest extends ProxyTestBase {
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
}
