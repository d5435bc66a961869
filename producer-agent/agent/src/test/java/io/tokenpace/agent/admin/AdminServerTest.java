package io.tokenpace.agent.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.DefaultEventExecutorGroup;
import io.netty.util.concurrent.EventExecutorGroup;
import io.tokenpace.agent.testing.SteppedClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AdminServerTest {
  private final HttpClient client = HttpClient.newHttpClient();
  private final AgentMetrics metrics = new AgentMetrics();
  private String notReady = "";
  private final AdminServer server = start();

  private AdminServer start() {
    try {
      return AdminServer.start(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
          () -> "",
          () -> notReady,
          metrics);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpResponse<String> ask(String method, String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void saysWhetherItLivesAndIsReady() throws Exception {
    assertThat(ask("GET", "/livez").statusCode()).isEqualTo(200);
    assertThat(ask("GET", "/readyz").body()).isEqualTo("ok\n");
    notReady = "draining";
    assertThat(ask("GET", "/livez").statusCode()).isEqualTo(200);
    HttpResponse<String> ready = ask("GET", "/readyz");
    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(ready.body()).isEqualTo("draining\n");
  }

  @Test
  void answersNothingElse() throws Exception {
    assertThat(ask("GET", "/").statusCode()).isEqualTo(404);
    assertThat(ask("GET", "/livez/x").statusCode()).isEqualTo(404);
    assertThat(ask("POST", "/livez").statusCode()).isEqualTo(405);
  }

  @Test
  void requestsThatAreNeverFinishedDoNotKeepItFromAnswering() throws Exception {
    List<Socket> unfinished = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
      unfinished.add(socket);
      socket.getOutputStream().write("GET /li".getBytes(StandardCharsets.US_ASCII));
    }
    assertThat(ask("GET", "/livez").statusCode()).isEqualTo(200);
    for (Socket socket : unfinished) {
      socket.close();
    }
  }

  @Test
  void showsWhatIsCountedWhenItIsAsked() throws Exception {
    long[] sent = {3};
    metrics.counter("reports_sent_total", "Reports Kafka has.", () -> sent[0]);
    metrics.counters(
        "events_total", "Events.", "kind", Map.<String, LongSupplier>of("chunk", () -> 7));
    metrics.gauge("spool_bytes", "Bytes.", () -> 1.5);
    assertThat(ask("GET", "/metrics").body())
        .contains(
            "# TYPE tokenpace_agent_reports_sent_total counter",
            "tokenpace_agent_reports_sent_total 3.0",
            "tokenpace_agent_events_total{kind=\"chunk\"} 7.0",
            "tokenpace_agent_spool_bytes 1.5");
    sent[0] = 4;
    HttpResponse<String> page = ask("GET", "/metrics");
    assertThat(page.body()).contains("tokenpace_agent_reports_sent_total 4.0");
    assertThat(page.headers().firstValue("Content-Type").orElse("")).contains("version=0.0.4");
  }

  @Test
  void anEngineAcceptsForAWhileAfterItDid() throws IOException {
    SteppedClock clock = new SteppedClock();
    EngineProbe probe;
    try (ServerSocket engine = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      probe = new EngineProbe("127.0.0.1", engine.getLocalPort(), clock);
      assertThat(probe.accepts()).isFalse();
      assertThat(probe.step()).isPositive();
      assertThat(probe.accepts()).isTrue();
    }
    assertThat(probe.step()).isPositive();
    clock.advanceMillis(5_000);
    assertThat(probe.accepts()).isTrue();
    clock.advanceMillis(1);
    assertThat(probe.accepts()).isFalse();
  }

  @Test
  void aLoopThatHangsIsNoticed() throws InterruptedException {
    SteppedClock clock = new SteppedClock();
    EventExecutorGroup group = new DefaultEventExecutorGroup(1);
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    try (LoopWatch watch = new LoopWatch(clock, group)) {
      assertThat(watch.tick()).isTrue();
      group.execute(
          () -> {
            held.countDown();
            awaitQuietly(release);
          });
      held.await();
      clock.advanceMillis(10_100);
      assertThat(watch.tick()).isFalse();
      assertThat(watch.lagMicros()).isEqualTo(10_000_000);
    } finally {
      release.countDown();
      group.shutdownGracefully().await();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
