package io.tokenpace.agent;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tokenpace.agent.config.AgentConfig;
import io.tokenpace.agent.config.HostPort;
import io.tokenpace.agent.scrape.EngineClient;
import io.tokenpace.agent.scrape.ServedModels;
import io.tokenpace.agent.time.AgentClock;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A JVM that has just started loads classes and interprets: the first request through an agent
 * would wait half a second for that, and the next ones milliseconds, in front of their users. So
 * made-up requests go through a front of their own first, to a made-up engine on loopback; nothing
 * of them is counted or reported.
 */
final class WarmUp {
  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);

  /** Code is compiled after 200 calls. Compiling all code sooner would cost 15 MiB an agent. */
  private static final int REQUESTS = 250;

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final String LOOPBACK = "127.0.0.1";
  private static final String PATH = "/v1/chat/completions";
  private static final String REQUEST =
      """
      {"model":"m","stream":true,"stream_options":{"include_usage":true},\
      "messages":[{"role":"user","content":"Say something."}]}""";
  private static final int WORDS = 4;
  private static final byte[] ROLE = frame("{\"role\":\"assistant\",\"content\":\"\"}", "null");
  private static final byte[] WORD = frame("{\"content\":\" word\"}", "null");
  private static final byte[] FINISH = frame("{}", "\"stop\"");
  private static final byte[] USAGE =
      """
      data: {"id":"r","model":"m","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":4}}

      data: [DONE]

      """
          .getBytes(StandardCharsets.UTF_8);

  private WarmUp() {}

  /**
   * Returns when the way through an agent has been walked often enough. What goes wrong is logged:
   * an agent that is not warm is slow for a while, and nothing else.
   *
   * @param config of the agent; its addresses are not touched
   */
  static void run(AgentConfig config, AgentClock clock) {
    try {
      HttpServer engine =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      engine.createContext(PATH, WarmUp::answer);
      engine.start();
      try {
        walk(config, clock, url(engine.getAddress().getPort()));
      } finally {
        engine.stop(0);
      }
    } catch (IOException e) {
      LOG.warn("The agent starts cold: {}", e.getMessage());
    } catch (InterruptedException e) {
      // Whoever is told to stop before it has begun sees so when it begins.
      Thread.currentThread().interrupt();
    }
  }

  private static void walk(AgentConfig config, AgentClock clock, URI engine)
      throws IOException, InterruptedException {
    HostPort anyPort = new HostPort(LOOPBACK, 0);
    AgentConfig madeUp =
        config
            .withEngine(new AgentConfig.Engine(engine, "warm-up", config.engine().baseModel()))
            .withAddresses(anyPort, anyPort);
    ServedModels models = new ServedModels(new EngineClient(engine, PATIENCE), PATIENCE);
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    try (Front front = ProxyFront.open(madeUp, clock, models, event -> {})) {
      HttpRequest request =
          HttpRequest.newBuilder(url(front.port()).resolve(PATH))
              .timeout(PATIENCE)
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofString(REQUEST))
              .build();
      for (int sent = 0; sent < REQUESTS; sent++) {
        client.send(request, BodyHandlers.discarding());
      }
    }
  }

  private static URI url(int port) {
    return URI.create("http://%s:%d".formatted(LOOPBACK, port));
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
      exchange.sendResponseHeaders(200, 0);
      OutputStream out = exchange.getResponseBody();
      out.write(ROLE);
      for (int word = 0; word < WORDS; word++) {
        out.write(WORD);
        out.flush();
      }
      out.write(FINISH);
      out.write(USAGE);
    }
  }

  private static byte[] frame(String delta, String finishReason) {
    return """
        data: {"id":"r","object":"chat.completion.chunk","model":"m","choices":[{"index":0,\
        "delta":%s,"finish_reason":%s}]}

        """
        .formatted(delta, finishReason)
        .getBytes(StandardCharsets.UTF_8);
  }
}
