package io.tokenpace.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.schemas.testing.Seeds;
import io.tokenpace.schemas.wire.EndCause;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class TransparencyTest extends ProxyTestBase {
  private final LinkedBlockingQueue<byte[]> received = new LinkedBlockingQueue<>();

  @Test
  void passesBodiesOfEverySizeAndFramingByteForByte() throws Exception {
    for (long seed : Seeds.of(200)) {
      Random random = new Random(seed);
      byte[] request = body(random);
      byte[] response = body(random);
      boolean chunkedRequest = random.nextBoolean();
      boolean chunkedResponse = random.nextBoolean();
      long split = random.nextLong();
      FakeEngine engine =
          start(
              connection -> {
                String head = connection.readHead();
                received.add(head.getBytes(StandardCharsets.ISO_8859_1));
                received.add(connection.readBody(head));
                connection.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n");
                send(connection, response, chunkedResponse, new Random(split));
              });
      FakeEngine.Connection client = connect();
      client.write("POST /v1/a%2Fb/../c?x=y&z HTTP/1.1\r\nHost: engine\r\nX-One: 1\r\n");
      send(client, request, chunkedRequest, new Random(split + 1));
      String head = client.readHead();
      byte[] got = client.readBody(head);

      assertThat(head).as("seed %d", seed).startsWith("HTTP/1.1 200 OK\r\n");
      assertThat(got).as("response of seed %d", seed).isEqualTo(response);
      String engineHead = new String(received.take(), StandardCharsets.ISO_8859_1);
      assertThat(engineHead)
          .startsWith("POST /v1/a%2Fb/../c?x=y&z HTTP/1.1\r\n")
          .containsIgnoringCase("\r\nHost: engine\r\n")
          .containsIgnoringCase("\r\nX-One: 1\r\n");
      assertThat(received.take()).as("request of seed %d", seed).isEqualTo(request);
      RecordingObservers.Recorded seen = observers.awaitNext();
      assertThat(seen.cause).isEqualTo(EndCause.RESPONSE_COMPLETE);
      assertThat(seen.request.toByteArray()).isEqualTo(request);
      assertThat(seen.response.toByteArray()).isEqualTo(response);
      assertThat(seen.acceptedMicros).isBetween(seen.beganMicros, seen.lastMicros);
      engine.close();
      proxy().close();
    }
  }

  @Test
  void passesOnEachFrameAsItComes() throws Exception {
    LinkedBlockingQueue<String> turns = new LinkedBlockingQueue<>();
    start(
        connection -> {
          connection.readHead();
          connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
          for (int frame = 0; frame < 5; frame++) {
            connection.writeChunk(("data: " + frame + "\n\n").getBytes(StandardCharsets.UTF_8));
            // The next frame only once the client has this one: nothing can be held back.
            take(turns);
          }
          connection.write("0\r\n\r\n");
        });
    FakeEngine.Connection client = connect();
    client.write("GET /stream HTTP/1.1\r\nHost: e\r\n\r\n");
    client.readHead();
    for (int frame = 0; frame < 5; frame++) {
      assertThat(client.readLine()).isEqualTo("9");
      assertThat(client.readLine()).isEqualTo("data: " + frame);
      client.readLine();
      client.readLine();
      turns.add("next");
    }
    assertThat(client.readLine()).isEqualTo("0");
  }

  @Test
  void keepsOneConnectionToTheEngineAndAnswersPipelinedRequestsInOrder() throws Exception {
    FakeEngine engine =
        start(
            connection -> {
              for (String head = connection.readHead();
                  !head.isEmpty();
                  head = connection.readHead()) {
                String path = head.split(" ", -1)[1];
                connection.readBody(head);
                connection.write(
                    "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s"
                        .formatted(path.length(), path));
              }
            });
    FakeEngine.Connection client = connect();
    StringBuilder requests = new StringBuilder();
    for (int number = 0; number < 200; number++) {
      requests.append(
          "POST /%d HTTP/1.1\r\nHost: e\r\nContent-Length: 3\r\n\r\nabc".formatted(number));
    }
    client.write(requests.toString());
    for (int number = 0; number < 200; number++) {
      String head = client.readHead();
      assertThat(new String(client.readBody(head), StandardCharsets.UTF_8)).isEqualTo("/" + number);
    }
    assertThat(engine.connections()).isEqualTo(1);
  }

  @Test
  void leavesOutWhatBelongsToOneConnectionOnly() throws Exception {
    start(
        connection -> {
          String head = connection.readHead();
          received.add(head.getBytes(StandardCharsets.ISO_8859_1));
          connection.write(
              "HTTP/1.1 200 OK\r\nConnection: keep-alive, X-Hop\r\nX-Hop: 1\r\nKeep-Alive: timeout=5"
                  + "\r\nX-Kept: 2\r\nContent-Length: 0\r\n\r\n");
          connection.awaitEnd();
        });
    FakeEngine.Connection client = connect();
    client.write(
        "GET / HTTP/1.1\r\nHost: e\r\nConnection: Upgrade, X-Mine, Host\r\nUpgrade: h2c\r\nTE: trailers"
            + "\r\nX-Mine: 1\r\nProxy-Connection: x\r\nX-Kept: 2\r\n\r\n");
    assertThat(client.readHead())
        .containsIgnoringCase("X-Kept: 2")
        .doesNotContainIgnoringCase("X-Hop")
        .doesNotContainIgnoringCase("Keep-Alive");
    assertThat(new String(received.take(), StandardCharsets.ISO_8859_1))
        .containsIgnoringCase("X-Kept: 2")
        .containsIgnoringCase("Host: e")
        .doesNotContainIgnoringCase("X-Mine")
        .doesNotContainIgnoringCase("Upgrade")
        .doesNotContainIgnoringCase("TE:")
        .doesNotContainIgnoringCase("Proxy-Connection");
  }

  @Test
  void answersHeadAndNotModifiedWithoutABody() throws Exception {
    start(
        connection -> {
          connection.readHead();
          connection.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
          connection.readHead();
          connection.write("HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n");
          connection.readHead();
          connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
          connection.awaitEnd();
        });
    FakeEngine.Connection client = connect();
    client.write("HEAD / HTTP/1.1\r\nHost: e\r\n\r\n");
    assertThat(client.readHead()).containsIgnoringCase("Content-Length: 5");
    client.write("GET / HTTP/1.1\r\nHost: e\r\n\r\n");
    assertThat(client.readHead()).startsWith("HTTP/1.1 304 ");
    client.write("GET / HTTP/1.1\r\nHost: e\r\n\r\n");
    assertThat(client.readBody(client.readHead())).isEqualTo("ok".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void endsABodyWithoutLengthWhereTheEngineEndsIt() throws Exception {
    start(
        connection -> {
          connection.readHead();
          connection.write("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nall of it");
        });
    FakeEngine.Connection client = connect();
    client.write("GET / HTTP/1.1\r\nHost: e\r\n\r\n");
    assertThat(client.readHead()).containsIgnoringCase("Connection: close");
    assertThat(client.readToEnd()).isEqualTo("all of it".getBytes(StandardCharsets.UTF_8));
    assertThat(observers.awaitNext().cause).isEqualTo(EndCause.RESPONSE_COMPLETE);
  }

  @Test
  void passesOnInterimResponses() throws Exception {
    start(
        connection -> {
          String head = connection.readHead();
          connection.write("HTTP/1.1 100 Continue\r\n\r\n");
          received.add(connection.readBody(head));
          connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
          connection.awaitEnd();
        });
    FakeEngine.Connection client = connect();
    client.write("POST / HTTP/1.1\r\nHost: e\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
    assertThat(client.readHead()).startsWith("HTTP/1.1 100 ");
    client.write("body");
    String head = client.readHead();
    assertThat(head).startsWith("HTTP/1.1 200 ");
    assertThat(client.readBody(head)).isEqualTo("ok".getBytes(StandardCharsets.UTF_8));
    assertThat(received.take()).isEqualTo("body".getBytes(StandardCharsets.UTF_8));
    assertThat(observers.awaitNext().status).isEqualTo(200);
  }

  @Test
  void endsChunksOfAnHttp10ClientWithItsConnection() throws Exception {
    start(
        connection -> {
          connection.readHead();
          connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
          connection.writeChunk("one".getBytes(StandardCharsets.UTF_8));
          connection.writeChunk("two".getBytes(StandardCharsets.UTF_8));
          connection.write("0\r\n\r\n");
          connection.awaitEnd();
        });
    FakeEngine.Connection client = connect();
    client.write("GET / HTTP/1.0\r\n\r\n");
    assertThat(client.readHead())
        .containsIgnoringCase("Connection: close")
        .doesNotContainIgnoringCase("chunked");
    assertThat(client.readToEnd()).isEqualTo("onetwo".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void stopsReadingTheEngineWhileTheClientReadsNothingAndSaysHowLong() throws Exception {
    byte[] large = new byte[32 * 1024 * 1024];
    new Random(1).nextBytes(large);
    start(
        connection -> {
          connection.readHead();
          connection.write("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n".formatted(large.length));
          connection.write(large);
          received.add(new byte[0]);
          connection.awaitEnd();
        });
    FakeEngine.Connection client = connect();
    client.write("GET / HTTP/1.1\r\nHost: e\r\n\r\n");
    String head = client.readHead();
    // The engine cannot get rid of it all while nobody reads.
    assertThat(received.poll(1, TimeUnit.SECONDS)).isNull();
    assertThat(client.readBody(head)).isEqualTo(large);
    assertThat(observers.awaitNext().stallMicros).isGreaterThan(500_000);
  }

  @Test
  void losesNothingOfAnEngineThatClosesWhileTheClientReadsNothing() throws Exception {
    byte[] large = new byte[8 * 1024 * 1024];
    new Random(1).nextBytes(large);
    start(
        connection -> {
          connection.readHead();
          connection.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
          received.add(new byte[0]);
          connection.write(large);
        });
    FakeEngine.Connection client = connect();
    client.write("GET / HTTP/1.1\r\nHost: e\r\n\r\n");
    received.take();
    client.readHead();
    assertThat(client.readToEnd()).isEqualTo(large);
    assertThat(observers.awaitNext().cause).isEqualTo(EndCause.RESPONSE_COMPLETE);
  }

  private static byte[] body(Random random) {
    byte[] body = new byte[random.nextInt(1 << (1 + random.nextInt(21)))];
    random.nextBytes(body);
    return body;
  }

  private static void send(FakeEngine.Connection to, byte[] body, boolean chunked, Random random)
      throws IOException {
    to.write(
        chunked
            ? "Transfer-Encoding: chunked\r\n\r\n"
            : "Content-Length: %d\r\n\r\n".formatted(body.length));
    for (int from = 0; from < body.length; ) {
      int length = Math.min(body.length - from, 1 + random.nextInt(1 << random.nextInt(20)));
      byte[] part = Arrays.copyOfRange(body, from, from + length);
      if (chunked) {
        to.writeChunk(part);
      } else {
        to.write(part);
      }
      from += length;
    }
    if (chunked) {
      to.write("0\r\n\r\n");
    }
  }

  private static void take(LinkedBlockingQueue<String> turns) {
    try {
      turns.take();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
