package io.tokenpace.agent.scrape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tokenpace.agent.report.GaugeReadings;
import io.tokenpace.agent.testing.SteppedClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EngineClientTest {
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch over = new CountDownLatch(1);
  private HttpServer server;
  private EngineClient client;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.start();
    client = client(Duration.ofSeconds(20));
  }

  private EngineClient client(Duration timeout) {
    return new EngineClient(
        URI.create("http://127.0.0.1:" + server.getAddress().getPort()), timeout);
  }

  @AfterEach
  void stop() {
    over.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private void serve(String path, String body) {
    server.createContext(path, exchange -> send(exchange, 200, body));
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    try (exchange) {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  @Test
  void getsAPage() throws IOException {
    serve("/metrics", "a 1\n");
    assertThat(client.get("/metrics")).isEqualTo("a 1\n");
  }

  @Test
  void isNotSentElsewhere() {
    serve("/elsewhere", "a 1\n");
    server.createContext(
        "/metrics",
        exchange -> {
          exchange.getResponseHeaders().set("Location", "/elsewhere");
          send(exchange, 302, "");
        });
    assertThatThrownBy(() -> client.get("/metrics")).hasMessage("status 302");
  }

  @Test
  void readsNoEndlessPage() {
    server.createContext(
        "/metrics",
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(200, 0);
            byte[] part = new byte[1 << 20];
            for (int i = 0; i < 64; i++) {
              exchange.getResponseBody().write(part);
            }
          }
        });
    assertThatThrownBy(() -> client.get("/metrics")).hasMessageContaining("more than 8388608");
  }

  @Test
  void doesNotWaitForAPageThatDoesNotEnd() {
    server.createContext(
        "/metrics",
        exchange -> {
          exchange.sendResponseHeaders(200, 10);
          exchange.getResponseBody().write(1);
          exchange.getResponseBody().flush();
          try {
            over.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    EngineClient hasty = client(Duration.ofMillis(300));
    assertThatThrownBy(() -> hasty.get("/metrics")).isInstanceOf(IOException.class);
  }

  @Test
  void aPageThatCannotBeHadIsCountedAndNoException() {
    server.createContext("/metrics", exchange -> send(exchange, 404, "no"));
    EngineScraper scraper =
        new EngineScraper(
            client,
            "e",
            "/metrics",
            Duration.ofSeconds(5),
            new SteppedClock(),
            new GaugeReadings());
    assertThat(scraper.step()).isEqualTo(Duration.ofSeconds(5));
    assertThat(scraper.failures()).isEqualTo(1);
  }

  @Test
  void knowsWhatIsServedOnceItWasTold() {
    ServedModels models = new ServedModels(client, Duration.ofSeconds(30));
    assertThat(models.step()).isEqualTo(Duration.ofSeconds(1));
    assertThat(models.parents()).isNull();

    serve(
        "/v1/models",
        """
        {"object":"list","data":[
          {"id":"base","object":"model","root":"/models/base","parent":null,"permission":[{"id":"p"}]},
          {"id":"adapter","parent":"base"}]}
        """);
    assertThat(models.step()).isEqualTo(Duration.ofSeconds(30));
    assertThat(models.parents()).isEqualTo(Map.of("base", "", "adapter", "base"));

    server.removeContext("/v1/models");
    assertThat(models.step()).isEqualTo(Duration.ofSeconds(30));
    assertThat(models.parents()).containsKey("adapter");
    assertThat(models.failures()).isEqualTo(2);
  }

  @Test
  void aListOfModelsThatIsNoneIsRefused() {
    for (String page : new String[] {"", "[]", "{\"data\":[1]}", "{\"data\":[{\"id\":\"a\""}) {
      assertThatThrownBy(() -> ServedModels.read(page)).isInstanceOf(IOException.class);
    }
  }
}
