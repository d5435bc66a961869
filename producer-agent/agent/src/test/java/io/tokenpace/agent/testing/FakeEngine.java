package io.tokenpace.agent.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An engine that answers every chat with as many chunks of one word as the path's query says. */
public final class FakeEngine implements AutoCloseable {
  private static final int DEFAULT_CHUNKS = 5;
  private static final String METRICS =
      """
      vllm:num_requests_waiting{engine="0",model_name="m"} 2.0
      vllm:num_preemptions_total{engine="0",model_name="m"} 7.0
      """;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;

  public FakeEngine() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/metrics", exchange -> send(exchange, METRICS));
    server.createContext(
        "/v1/models",
        exchange -> send(exchange, "{\"object\":\"list\",\"data\":[{\"id\":\"m\"}]}"));
    server.createContext("/v1/chat/completions", FakeEngine::stream);
    server.start();
  }

  private static void send(HttpExchange exchange, String body) throws IOException {
    try (exchange) {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private static void stream(HttpExchange exchange) throws IOException {
    try (exchange) {
      String query = exchange.getRequestURI().getQuery();
      int chunks = query == null ? DEFAULT_CHUNKS : Integer.parseInt(query);
      exchange.getRequestBody().readAllBytes();
      exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
      exchange.sendResponseHeaders(200, 0);
      OutputStream out = exchange.getResponseBody();
      write(out, "{\"role\":\"assistant\",\"content\":\"\"}", "null");
      for (int i = 0; i < chunks; i++) {
        write(out, "{\"content\":\"word\"}", i == chunks - 1 ? "\"stop\"" : "null");
      }
      out.write(
          ("data: {\"id\":\"r\",\"model\":\"m\",\"choices\":[],\"usage\":{\"prompt_tokens\":9,"
                  + "\"completion_tokens\":%d,\"total_tokens\":%d}}\n\ndata: [DONE]\n\n")
              .formatted(chunks, 9 + chunks)
              .getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void write(OutputStream out, String delta, String finishReason)
      throws IOException {
    out.write(
        ("data: {\"id\":\"r\",\"object\":\"chat.completion.chunk\",\"model\":\"m\",\"choices\":"
                + "[{\"index\":0,\"delta\":%s,\"finish_reason\":%s}]}\n\n")
            .formatted(delta, finishReason)
            .getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  /** Where it is. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
