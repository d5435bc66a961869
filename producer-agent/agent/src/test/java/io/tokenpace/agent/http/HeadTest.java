package io.tokenpace.agent.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(120)
class HeadTest extends ProxyTestBase {
  static Stream<Arguments> refusedHeads() {
    return Stream.of(
        arguments("POST / HTTP/1.1\r\nHost: e\r\nContent-Length: 3\r\nTransfer-Encoding: chunked"),
        arguments("POST / HTTP/1.1\r\nHost: e\r\nTransfer-Encoding: chunked\r\nContent-Length: 3"),
        arguments("POST / HTTP/1.1\r\nHost: e\r\nContent-Length: 3\r\nContent-Length: 4"),
        arguments("POST / HTTP/1.1\r\nHost: e\r\nContent-Length: 3\r\nContent-Length: 3"),
        arguments("POST / HTTP/1.1\r\nHost: e\r\nContent-Length: 3, 3"),
        arguments("POST / HTTP/1.1\r\nHost: e\r\nContent-Length: +3"),
        arguments("POST / HTTP/1.1\r\nHost: e\r\nContent-Length: -3"),
        arguments("POST / HTTP/1.1\r\nHost: e\r\nContent-Length: 0x3"),
        arguments("POST / HTTP/1.1\r\nHost: e\r\nContent-Length: 3 3"),
        arguments("POST / HTTP/1.1\r\nHost: e\r\nContent-Length: "),
        arguments("POST / HTTP/1.1\r\nHost: e\r\nContent-Length: 99999999999999999999"),
        arguments("POST / HTTP/1.1\r\nHost: e\r\nTransfer-Encoding: gzip, chunked"),
        arguments("POST / HTTP/1.1\r\nHost: e\r\nTransfer-Encoding: chunked, identity"),
        arguments("POST / HTTP/1.1\r\nHost: e\r\nTransfer-Encoding: identity"),
        arguments("POST / HTTP/1.1\r\nHost: e\r\nTransfer-Encoding: xchunked"),
        arguments(
            "POST / HTTP/1.1\r\nHost: e\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: x"),
        arguments("POST / HTTP/1.1\r\nHost: e\r\nTransfer-Encoding : chunked"),
        arguments("POST / HTTP/1.1\r\nHost: e\r\nContent-Length : 3"),
        arguments("POST / HTTP/1.1\r\nHost: e\r\n\u000bTransfer-Encoding: chunked"),
        arguments("POST / HTTP/1.1\r\nHost: e\r\nTransfer-Encoding:\u000bchunked"),
        arguments("POST / HTTP/1.0\r\nHost: e\r\nTransfer-Encoding: chunked"),
        arguments("GET / HTTP/1.1\r\nHost: e\r\nX: a\u0000b"),
        arguments("GET / HTTP/1.1\r\nHost: e\r\nX\u0000: a"),
        arguments("GET / HTTP/1.1\r\nHost: e\r\nX: a\rb"),
        arguments("GET / HTTP/1.1\r\nHost: e\r\nX: a\nY: b"),
        arguments("GET / HTTP/1.1\nHost: e"),
        arguments("GET / HTTP/1.1\r\nHost: e\r\n: a"),
        arguments("GET / HTTP/1.1\r\nHost: e\r\nno colon at all"),
        arguments("GET / HTTP/1.1\r\nHost: e\r\nX Y: a"),
        arguments("GET / HTTP/1.1"),
        arguments("GET / HTTP/1.1\r\nHost: a\r\nHost: b"),
        arguments("GET http://elsewhere/ HTTP/1.1\r\nHost: e"),
        arguments("CONNECT elsewhere:443 HTTP/1.1\r\nHost: e"),
        arguments("GET * HTTP/1.1\r\nHost: e"),
        arguments("GET path HTTP/1.1\r\nHost: e"),
        arguments("GET / HTTP/2.0\r\nHost: e"),
        arguments("GET / HTTP/1.2\r\nHost: e"),
        arguments("GET / FTP/1.1\r\nHost: e"),
        arguments("GET /a b HTTP/1.1\r\nHost: e"),
        arguments("POST / HTTP/1.1\r\nHost: e\r\nContent-Length: 3\r\n 4"),
        arguments("POST / HTTP/1.1\r\nHost: e\r\nTransfer-Encoding: chunked\r\n , identity"),
        arguments("GET /\r\nHost: e"),
        // No text at all: it could not be forwarded as it is.
        arguments("GET /caf\u00e9 HTTP/1.1\r\nHost: e"),
        arguments("nonsense"),
        arguments("GET /" + "a".repeat(9_000) + " HTTP/1.1\r\nHost: e"),
        arguments("GET / HTTP/1.1\r\nHost: e\r\nX: " + "a".repeat(70_000)));
  }

  @ParameterizedTest
  @MethodSource("refusedHeads")
  void refusesHeadsThatTwoReadersCouldReadInTwoWays(String head) throws Exception {
    CompletableFuture<byte[]> heard = new CompletableFuture<>();
    start(connection -> heard.complete(connection.readToEnd()));
    FakeEngine.Connection client = connect();
    client.write(head + "\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: e\r\n\r\n");
    assertThat(client.readHead()).matches("(?s)HTTP/1.1 (400|414|431) .*");
    assertThat(heard.get(10, TimeUnit.SECONDS)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("acceptedHeads")
  void forwardsHeadsThatAreClear(String head) throws Exception {
    start(
        connection -> {
          connection.readBody(connection.readHead());
          connection.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
          connection.awaitEnd();
        });
    FakeEngine.Connection client = connect();
    client.write(head);
    assertThat(client.readHead()).startsWith("HTTP/1.1 200 ");
  }

  static Stream<Arguments> acceptedHeads() {
    return Stream.of(
        arguments("GET / HTTP/1.1\r\nHost: e\r\n\r\n"),
        arguments("GET / HTTP/1.0\r\n\r\n"),
        // Made clear by being written anew; HTTP/1.0 ends with its connection besides.
        arguments("GET  / HTTP/1.1\r\nHost: e\r\n\r\n"),
        arguments("GET\t/ http/1.1\r\nHost: e\r\n\r\n"),
        arguments("POST / HTTP/1.0\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc"),
        arguments("GET / HTTP/1.1\r\nhost: e\r\n\r\n"),
        arguments("GET / HTTP/1.1\r\nHost:\r\n\r\n"),
        arguments("OPTIONS * HTTP/1.1\r\nHost: e\r\n\r\n"),
        arguments("POST / HTTP/1.1\r\nHost: e\r\nTransfer-Encoding: CHUNKED\r\n\r\n0\r\n\r\n"),
        arguments("POST / HTTP/1.1\r\nHost: e\r\nContent-Length: 00\r\n\r\n"),
        arguments("POST / HTTP/1.1\r\nHost: e\r\nContent-Length:\t3 \r\n\r\nabc"),
        arguments("PATCH /a?b=%2F#c HTTP/1.1\r\nHost: e\r\nX-Empty:\r\n\r\n"));
  }

  @Test
  void aRefusalAfterAHeadRequestHasItsBody() throws Exception {
    start(
        connection -> {
          connection.readHead();
          connection.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
          connection.awaitEnd();
        });
    FakeEngine.Connection client = connect();
    client.write("HEAD / HTTP/1.1\r\nHost: e\r\n\r\n");
    client.readHead();
    client.write("nonsense\r\n\r\n");
    String head = client.readHead();
    assertThat(head).startsWith("HTTP/1.1 400 ");
    assertThat(client.readBody(head)).isNotEmpty();
  }

  @Test
  void passesTheTargetsBytesAsTheyAre() throws Exception {
    LinkedBlockingQueue<String> targets = new LinkedBlockingQueue<>();
    start(
        connection -> {
          targets.add(connection.readHead().split(" ", -1)[1]);
          connection.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
          connection.awaitEnd();
        });
    // The two bytes of an e with an accent, as curl sends it.
    FakeEngine.Connection client = connect();
    client.write("GET /caf\u00c3\u00a9?x=%C3%A9 HTTP/1.1\r\nHost: e\r\n\r\n");
    client.readHead();
    assertThat(targets.take()).isEqualTo("/caf\u00c3\u00a9?x=%C3%A9");
  }

  @Test
  void doesNotWaitForAHeadForEver() throws Exception {
    start(
        FakeEngine.Connection::awaitEnd,
        new ProxySettings.Limits(
            8_192,
            65_536,
            9,
            9,
            Duration.ofMillis(50),
            Duration.ofSeconds(5),
            Duration.ofSeconds(3)),
        null);
    FakeEngine.Connection client = connect();
    client.write("GET / HTTP/1.1\r\nHos");
    String head = client.readHead();
    assertThat(head).startsWith("HTTP/1.1 408 ");
    client.readBody(head);
    assertThat(client.awaitEnd()).isTrue();
  }
}
